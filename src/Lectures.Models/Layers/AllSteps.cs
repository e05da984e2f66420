using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A recurrent stack as a layer in a chain, x (N,T,I) → y (N,T,D·H), that starts from state 0.</summary>
public sealed class AllSteps : Layer
{
    private readonly RecurrentStack stack;

    /// <summary>The chain's view of <paramref name="stack"/>, whose layers keep their paths.</summary>
    public AllSteps(RecurrentStack stack) => this.stack = Add("", stack);

    /// <inheritdoc/>
    protected override IEnumerable<GeneralLayer> Entrances => [stack];

    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x) => stack.Forward(x).Y;

    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy) => stack.Backward([dy, .. new Tensor?[stack.States]])[0];
}
