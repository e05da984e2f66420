using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What a forward may change: random generators and buffers. Restored before every forward of a
/// check.</summary>
internal sealed class LayerState : IDisposable
{
    private readonly List<(Generator Generator, Tensor State)> generators;
    private readonly List<(Tensor Buffer, Tensor Value)> buffers;

    /// <summary>Remembers the state of a tree.</summary>
    public LayerState(GeneralLayer root) : this(
        root.NamedLayers().Select(named => named.Layer),
        root.NamedLayers().SelectMany(named => named.Layer.Buffers, (_, buffer) => buffer.Buffer))
    {
    }

    /// <summary>Remembers the state of a module.</summary>
    public LayerState(nn.Module module) : this(module.modules(), module.named_buffers().Select(named => named.buffer))
    {
    }

    private LayerState(IEnumerable<object> layers, IEnumerable<Tensor> buffers)
    {
        generators = [.. layers.OfType<IRandom>().Select(random => random.Generator)
            .Select(generator => (generator, Own(generator.get_state())))];
        this.buffers = [.. buffers.Select(buffer => (buffer, Own(buffer.clone())))];
    }

    /// <summary>Puts generators and buffers back into the remembered state.</summary>
    public void Restore()
    {
        using var off = no_grad();
        foreach (var (generator, state) in generators) generator.set_state(state);
        foreach (var (buffer, value) in buffers) buffer.copy_(value);
    }

    /// <summary>Releases the remembered state.</summary>
    public void Dispose()
    {
        foreach (var (_, state) in generators) state.Dispose();
        foreach (var (_, value) in buffers) value.Dispose();
    }

    private static Tensor Own(Tensor tensor) => tensor.DetachFromDisposeScope();
}
