using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// Batch normalisation: each channel is brought to mean 0 and variance 1, then scaled and shifted. x (N,C), (N,C,L) or
/// (N,C,H,W). While learning the statistics are the batch's, in recognition the running ones.
/// </summary>
/// <remarks>Source: Ioffe, Szegedy (2015), Batch Normalization. As PyTorch's: the variance is divided by n where it
/// normalises, and by n − 1 where it enters the running one.</remarks>
public sealed class BatchNorm : Layer
{
    private readonly Weight weight, bias;
    private readonly Tensor runningMean, runningVariance;
    private readonly Tensor? batches;
    private readonly double momentum, epsilon;
    private Tensor centred = null!, inverse = null!;
    private bool ofBatch;

    /// <summary>The layer on given weights and running statistics, which it shares with their owner.</summary>
    /// <param name="weight">w, shape (C).</param>
    /// <param name="bias">b, shape (C).</param>
    /// <param name="runningMean">Shape (C); updated in place while learning.</param>
    /// <param name="runningVariance">Shape (C); updated in place while learning.</param>
    /// <param name="batches">num_batches_tracked, a scalar int64 that counts the batches; null for none.</param>
    /// <param name="momentum">ρ, the share of a new batch in the running statistics.</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <exception cref="ArgumentException">The weights do not fit each other, or ε is negative.</exception>
    public BatchNorm(
        Weight weight, Weight bias, Tensor runningMean, Tensor runningVariance, Tensor? batches = null,
        double momentum = 0.1, double epsilon = 1e-5)
    {
        Expect.Shape(weight.Value, ["C"], nameof(weight));
        Expect.Further(bias, [weight.Value.size(0)], weight, nameof(bias));
        Expect.Shape(runningMean, weight.Value.shape);
        Expect.Shape(runningVariance, weight.Value.shape);
        (this.weight, this.bias) = (Add(nameof(weight), weight), Add(nameof(bias), bias));
        this.runningMean = AddBuffer("running_mean", runningMean);
        this.runningVariance = AddBuffer("running_var", runningVariance);
        if (batches is not null) this.batches = AddBuffer("num_batches_tracked", batches);
        (this.momentum, this.epsilon) = (momentum, Expect.NotNegative(epsilon));
    }

    /// <summary>ε, added to the variance.</summary>
    public double Epsilon => epsilon;

    // x̂ = (x − μ) r     r = 1/√(σ² + ε)     y = w x̂ + b            x, x̂, y (N,C,…)   μ, σ², r, w, b (C)
    // μ, σ²: of the batch while learning, the running ones in recognition
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        CheckInput(x);
        ofBatch = Training;
        var over = Over(x);
        var mean = ofBatch ? x.mean(over, keepdim: true) : Channels(runningMean, x);
        var c = x - mean;
        var variance = ofBatch ? (c * c).mean(over, keepdim: true) : Channels(runningVariance, x);
        var r = (variance + epsilon).rsqrt();
        if (ofBatch) Track(mean, variance, x.numel() / x.size(1));
        (centred, inverse) = (Keep(c), Keep(r));
        return (c * (r * Channels(weight.Value, x))).add_(Channels(bias.Value, x));
    }

    // db = Σ dy     dw = Σ dy x̂     sums over all but C, of n elements each
    // dx = w r (dy − db/n − x̂ dw/n) with the batch's statistics, w r dy with the running ones
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        var over = Over(dy);
        var db = dy.sum(over, keepdim: true);
        var dw = (dy * centred).sum(over, keepdim: true) * inverse;
        bias.Accumulate(db.reshape(-1));
        weight.Accumulate(dw.reshape(-1));
        var scale = Channels(weight.Value, dy) * inverse;
        if (!ofBatch) return dy * scale;
        var share = scale * (-dy.size(1) / (double)dy.numel());              // −w r / n
        return (dy * scale).add_(db * share).addcmul_(centred, dw * inverse * share, Scalars.One);
    }

    // running ← (1 − ρ) running + ρ new, the variance divided by n − 1
    private void Track(Tensor mean, Tensor variance, long n)
    {
        using var off = no_grad();
        runningMean.mul_(1 - momentum).add_(mean.reshape(-1), momentum);
        runningVariance.mul_(1 - momentum).add_(variance.reshape(-1), momentum * n / (n - 1));
        batches?.add_(1);
    }

    private void CheckInput(Tensor x)
    {
        var channels = weight.Value.size(0);
        if (x.dim() is < 2 or > 4 || x.size(1) != channels || x.numel() == 0)
            throw new ArgumentException(
                $"x: expected shape (N, {channels}), (N, {channels}, L) or (N, {channels}, H, W), "
                + $"got {Expect.Text(x.shape)}.");
        Expect.SameKind(x, weight.Value);
        if (Training) ExpectSeveralValues(x);
    }

    /// <summary>Refuses one value per channel, which has no variance to learn from.</summary>
    internal static void ExpectSeveralValues(Tensor x)
    {
        if (x.numel() == x.size(1))
            throw new ArgumentException(
                "x: expected more than one value per channel while learning, "
                + $"got {Expect.Text(x.shape)}; use a larger batch.");
    }

    /// <summary>All dimensions but the channels'.</summary>
    private static long[] Over(Tensor x) => x.dim() switch { 2 => [0], 3 => [0, 2], _ => [0, 2, 3] };

    /// <summary>(C) as it broadcasts over x: (C), (C,1) or (C,1,1).</summary>
    private static Tensor Channels(Tensor perChannel, Tensor x) => x.dim() switch
    {
        2 => perChannel,
        3 => perChannel.view(-1, 1),
        _ => perChannel.view(-1, 1, 1),
    };
}
