using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>A network and its loss as one tree with a scalar output, where the paths are the network's own.</summary>
/// <remarks>Inputs: the network's, then the target. The loss compares the network's first output.</remarks>
public sealed class Objective : GeneralLayer
{
    private readonly GeneralLayer network;
    private readonly Loss loss;
    private readonly Tensor one = tensor(1.0).DetachFromDisposeScope();
    private int outputs;

    /// <summary>The loss of a network; both belong to the objective from now on.</summary>
    public Objective(GeneralLayer network, Loss loss)
    {
        this.network = Add("", network);
        this.loss = Add("loss", loss);
    }

    /// <summary>What was predicted in the last forward; owned by the objective, valid until the next.</summary>
    public Tensor Prediction { get; private set; } = null!;

    /// <summary>Backpropagation with ∂L/∂L = 1.</summary>
    public void Backward() => Backward([one]);

    /// <inheritdoc/>
    protected override IEnumerable<GeneralLayer> Entrances => [network];

    // L = loss(network(x …), t)
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs.Length < 2) throw Expect.Inputs(this, 2, inputs);
        var predictions = network.Forward(inputs[..^1]);
        outputs = predictions.Length;
        Prediction = Keep(predictions[0]!);
        return [loss.Forward(predictions[0]!, inputs[^1]!)];
    }

    // from the loss down
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var dy = new Tensor?[outputs];
        dy[0] = loss.Backward(outputGradients)[0];
        return [.. network.Backward(dy), null];
    }

    /// <inheritdoc/>
    protected override void OnDispose() => one.Dispose();
}
