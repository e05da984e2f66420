using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What a forward may change: random generators and buffers. Restored before every forward of a check.</summary>
internal sealed class LayerState : IDisposable
{
    private readonly List<(Generator Generator, Tensor State)> generators = [];
    private readonly List<(Tensor Buffer, Tensor Value)> buffers = [];

    /// <summary>Remembers the state of a tree.</summary>
    public LayerState(GeneralLayer root)
    {
        foreach (var (_, layer) in root.NamedLayers())
        {
            if (layer is IRandom random)
                generators.Add((random.Generator, random.Generator.get_state().DetachFromDisposeScope()));
            foreach (var (_, buffer) in layer.Buffers)
                buffers.Add((buffer, buffer.clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>Puts the tree back into the remembered state.</summary>
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
}
