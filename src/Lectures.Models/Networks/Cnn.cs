using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A convolutional network, §7.3.3 (1); the default is the lecture's with 108,618 parameters.</summary>
/// <param name="Height">Rows of an image H.</param>
/// <param name="Width">Columns of an image W.</param>
/// <param name="Channels">Channels of an image C.</param>
/// <param name="Outputs">Classes K.</param>
public sealed record CnnOptions(long Height = 28, long Width = 28, long Channels = 1, long Outputs = 10)
{
    /// <summary>Filters of each convolution, first to last.</summary>
    public IReadOnlyList<long> Filters { get; init; } = [16, 32];

    /// <summary>Rows and columns of a filter.</summary>
    public long Kernel { get; init; } = 3;

    /// <summary>Rows and columns of a filter of the first convolution; null for <see cref="Kernel"/>.</summary>
    public long? FirstKernel { get; init; }

    /// <summary>Pixels from one place of a filter to the next.</summary>
    public long Stride { get; init; } = 1;

    /// <summary>Zeros on each side of the image before a convolution.</summary>
    public long Padding { get; init; }

    /// <summary>Rows and columns of a pooling window, and its stride; 1 for no pooling.</summary>
    public long Pool { get; init; } = 2;

    /// <summary>Which convolutions are pooled, counted from 1; empty for all.</summary>
    public IReadOnlyList<long> PoolAfter { get; init; } = [];

    /// <summary>True to pool right after a convolution, before batch normalisation and activation, which then have less
    /// to do; false to pool after the activation; null to pool before a ReLU where that gives the same.</summary>
    public bool? PoolFirst { get; init; }

    /// <summary>What is taken of a window.</summary>
    public Pooling Pooling { get; init; } = Pooling.Maximum;

    /// <summary>Units of each dense hidden layer, first to last.</summary>
    public IReadOnlyList<long> Hidden { get; init; } = [128];

    /// <summary>The function of filters and hidden units.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Batch normalisation after every convolution, which then carries no bias.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The share of dense hidden units dropped while learning.</summary>
    public double Dropout { get; init; }

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>What a pooling layer takes of a window.</summary>
public enum Pooling
{
    /// <summary>The largest value, the lecture's.</summary>
    Maximum,

    /// <summary>The mean.</summary>
    Average,
}

/// <summary>(Convolution, activation, pooling) × N, flatten, dense layers; x (N, C, H, W) → logits (N, K).</summary>
public sealed class Cnn : SequentialModel
{
    private readonly CnnOptions options;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or the image shrinks to nothing.</exception>
    public Cnn(CnnOptions options) : base(nameof(Cnn))
    {
        this.options = options;
        var channels = Expect.AtLeast(options.Channels, 1);
        var (height, width) = (Expect.AtLeast(options.Height, 1), Expect.AtLeast(options.Width, 1));
        ExpectConvolutions(options.PoolAfter);
        // max relu(x) = relu(max x)
        var early = options is { PoolFirst: null, Pooling: Pooling.Maximum, Activation: Activation.Relu };
        foreach (var (place, filters) in options.Filters.Index())
        {
            var pool = options.PoolAfter.Count == 0 || options.PoolAfter.Contains(place + 1)
                ? Expect.AtLeast(options.Pool, 1) : 1;
            var kernel = place == 0 && options.FirstKernel is { } first
                ? Expect.AtLeast(first, 1, nameof(options.FirstKernel)) : Expect.AtLeast(options.Kernel, 1);
            (height, width) = (Shrunk(height, kernel, pool), Shrunk(width, kernel, pool));
            AppendConvolution(
                channels, Expect.AtLeast(filters, 1), kernel, options.Stride, options.Padding,
                bias: !options.BatchNorm);
            if (pool > 1 && options.PoolFirst == true) AppendPool(options.Pooling, pool);
            if (options.BatchNorm) AppendBatchNorm(filters, images: true);
            if (pool > 1 && early) AppendPool(options.Pooling, pool);
            Append(options.Activation);
            if (pool > 1 && options.PoolFirst != true && !early) AppendPool(options.Pooling, pool);
            channels = filters;
        }
        Append(nn.Flatten(), _ => new Flatten());
        var units = channels * height * width;
        foreach (var hidden in options.Hidden)
        {
            AppendAffine(units, Expect.AtLeast(hidden, 1));
            Append(options.Activation);
            AppendDropout(options.Dropout, DropoutScaling.Inverted);
            units = hidden;
        }
        AppendAffine(units, Expect.AtLeast(options.Outputs, 1));
        options.Initialisation.Apply(this);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", options.Channels, options.Height, options.Width]);
        return base.forward(ChannelsInnermost.Of(x));
    }

    private void ExpectConvolutions(IReadOnlyList<long> places)
    {
        foreach (var place in places)
            if (place < 1 || place > options.Filters.Count)
            {
                throw new ArgumentException($"options.PoolAfter: expected numbers of convolutions in "
                    + $"[1, {options.Filters.Count}], got {place}.");
            }
    }

    private long Shrunk(long size, long kernel, long pool)
    {
        var padded = size + 2 * Expect.AtLeast(options.Padding, 0);
        var convolved = (padded - kernel) / Expect.AtLeast(options.Stride, 1) + 1;
        var pooled = convolved / pool;
        return padded >= kernel && pooled > 0 ? pooled
            : throw new ArgumentException(
                $"image: expected at least one pixel after {options.Filters.Count} convolutions "
                + $"of {kernel}×{kernel} and pools of {options.Pool}×{options.Pool}, "
                + $"got none from {options.Height}×{options.Width}.");
    }
}
