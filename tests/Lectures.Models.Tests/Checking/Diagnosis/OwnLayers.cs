using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>A layer without weights as a user writes it, with the backward that a test gives it.</summary>
internal class OwnFunction(Func<Tensor, Tensor> forward, Func<Tensor, Tensor, Tensor, Tensor?> backward) : Layer
{
    private Tensor x = null!, y = null!;

    protected override Tensor ForwardCore(Tensor x)
    {
        this.x = Keep(x);
        var y = forward(x);
        this.y = Keep(y);
        return y;
    }

    protected override Tensor? BackwardCore(Tensor dy) => backward(x, y, dy);
}

/// <summary>A loss as a user writes it, with the backward that a test gives it.</summary>
internal sealed class OwnLoss(Func<Tensor, Tensor, Tensor> forward, Func<Tensor, Tensor, Tensor> backward) : Loss
{
    private Tensor prediction = null!, target = null!;

    protected override Tensor ForwardCore(Tensor prediction, Tensor target)
    {
        (this.prediction, this.target) = (Keep(prediction), Keep(target));
        return forward(prediction, target);
    }

    protected override Tensor BackwardCore(Tensor dL) => backward(prediction, target) * dL;
}

/// <summary>A layer with two weights, written in one piece.</summary>
internal sealed class OwnPair : Layer
{
    private readonly Weight first, second;
    private readonly Func<Tensor, Tensor, Tensor, Tensor> forward;
    private readonly Func<Values, (Tensor? Dx, Tensor? DFirst, Tensor? DSecond)> backward;
    private Tensor x = null!, y = null!;

    public OwnPair(
        string name, Tensor first, Tensor second, Func<Tensor, Tensor, Tensor, Tensor> forward,
        Func<Values, (Tensor? Dx, Tensor? DFirst, Tensor? DSecond)> backward)
    {
        (this.forward, this.backward) = (forward, backward);
        (this.first, this.second) = (Add($"{name}1", new Weight(first)), Add($"{name}2", new Weight(second)));
    }

    protected override Tensor ForwardCore(Tensor x)
    {
        this.x = Keep(x);
        var y = forward(x, first.Value, second.Value);
        this.y = Keep(y);
        return y;
    }

    protected override Tensor? BackwardCore(Tensor dy)
    {
        var (dx, dFirst, dSecond) = backward(new(x, y, dy, first.Value, second.Value));
        if (dFirst is not null) first.Accumulate(dFirst);
        if (dSecond is not null) second.Accumulate(dSecond);
        return dx;
    }

    public sealed record Values(Tensor X, Tensor Y, Tensor Dy, Tensor W, Tensor B);
}

/// <summary>Keeps x at its first forward only.</summary>
internal sealed class OwnStale : Layer
{
    private readonly Weight weight;
    private Tensor? x;

    public OwnStale(Tensor weight) => this.weight = Add(nameof(weight), new Weight(weight));

    protected override Tensor ForwardCore(Tensor x)
    {
        this.x ??= x.detach().clone().DetachFromDisposeScope();
        return x.mm(weight.Value.t());
    }

    protected override Tensor BackwardCore(Tensor dy)
    {
        weight.Accumulate(dy.t().mm(x!));
        return dy.mm(weight.Value);
    }

    protected override void OnDispose() => x?.Dispose();
}

/// <summary>Adds up its gradient in a field of its own.</summary>
internal sealed class OwnSum : Layer
{
    private readonly Weight weight;
    private readonly Tensor sum;
    private Tensor x = null!;

    public OwnSum(Tensor weight)
    {
        this.weight = Add(nameof(weight), new Weight(weight));
        sum = zeros_like(weight).DetachFromDisposeScope();
    }

    protected override Tensor ForwardCore(Tensor x)
    {
        this.x = Keep(x);
        return x.mm(weight.Value.t());
    }

    protected override Tensor BackwardCore(Tensor dy)
    {
        sum.add_(dy.t().mm(x));
        weight.Accumulate(sum.clone());
        return dy.mm(weight.Value);
    }

    protected override void OnDispose() => sum.Dispose();
}

/// <summary>Dropout with the backward of a test: it gets the mask of the forward and a new one.</summary>
internal sealed class OwnDropout(Func<Tensor, Tensor, Tensor, Tensor> backward) : Layer, IRandom
{
    private Tensor mask = null!;

    public Generator Generator { get; } = new(7);

    protected override Tensor ForwardCore(Tensor x)
    {
        mask = Keep(Draw(x));
        return x * mask;
    }

    protected override Tensor BackwardCore(Tensor dy) => backward(dy, mask, Draw(dy));

    protected override void OnDispose() => Generator.Dispose();

    private Tensor Draw(Tensor x) => empty_like(x).bernoulli_(0.7, Generator) / 0.7;
}

/// <summary>y = first(x) + second(x), with the backward of a test.</summary>
internal sealed class OwnFork : Layer
{
    private readonly Layer first, second;
    private readonly Func<Layer, Layer, Tensor, Tensor?> backward;

    public OwnFork(Layer first, Layer second, Func<Layer, Layer, Tensor, Tensor?> backward)
    {
        this.backward = backward;
        (this.first, this.second) = (Add(nameof(first), first), Add(nameof(second), second));
    }

    protected override Tensor ForwardCore(Tensor x) => first.Forward(x) + second.Forward(x);

    protected override Tensor? BackwardCore(Tensor dy) => backward(first, second, dy);
}
