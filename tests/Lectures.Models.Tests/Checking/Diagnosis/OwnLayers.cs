using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Tests.Layers;
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

/// <summary>The sigmoid, which goes on with what Keep gives, and returns it.</summary>
internal sealed class OwnSigmoid : Layer
{
    private Tensor y = null!;

    protected override Tensor ForwardCore(Tensor x) => y = Keep(Keep(x).sigmoid());

    protected override Tensor BackwardCore(Tensor dy) => dy * y * (1 - y);
}

/// <summary>Keeps its output in a field, and not by Keep.</summary>
internal sealed class OwnForgetful : Layer
{
    private Tensor y = null!;

    protected override Tensor ForwardCore(Tensor x) => y = x.sigmoid();

    protected override Tensor BackwardCore(Tensor dy) => dy * y * (1 - y);
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

/// <summary>Elman's layer with one bias, x (T,N,I), with the step back of a test: from dhₜ (N,H), hₜ, and U (H,H) to daₜ and
/// what the step before gets.</summary>
internal sealed class OwnElman : Layer
{
    private readonly Weight w, u, b;
    private readonly Func<Tensor, Tensor, Tensor, (Tensor Da, Tensor Earlier)> back;
    private Tensor x = null!, h = null!;

    public OwnElman(Func<Tensor, Tensor, Tensor, (Tensor Da, Tensor Earlier)> back)
    {
        this.back = back;
        w = Add("w", new Weight(Parts.X(4, 3) / 2));
        u = Add("u", new Weight(Parts.X(4, 4) / 2));
        b = Add("b", new Weight(Parts.X(4)));
    }

    protected override Tensor ForwardCore(Tensor x)
    {
        List<Tensor> steps = [x.new_zeros(x.size(1), 4)];
        foreach (var xt in x.unbind(0)) steps.Add((xt.mm(w.Value.t()) + steps[^1].mm(u.Value.t()) + b.Value).tanh());
        (this.x, h) = (Keep(x), Keep(stack(steps)));
        return stack(steps.Skip(1));
    }

    protected override Tensor BackwardCore(Tensor dy)
    {
        var (dx, later) = (zeros_like(x), zeros_like(dy[0]));
        for (var t = x.size(0) - 1; t >= 0; t--)
        {
            (var da, later) = back(dy[t] + later, h[t + 1], u.Value);
            w.Accumulate(da.t().mm(x[t]));
            u.Accumulate(da.t().mm(h[t]));
            b.Accumulate(da.sum(dim: 0));
            dx[t] = da.mm(w.Value);
        }
        return dx;
    }
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
