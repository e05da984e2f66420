namespace Lectures.Models.Checking.Diagnosis;

/// <summary>The kinds of mistake that the doctor tells apart.</summary>
public enum Cause
{
    /// <summary>None of the known ones fits.</summary>
    Unknown,

    /// <summary>Right but for a constant factor: 2, ½, −1 …</summary>
    Factor,

    /// <summary>A sum where a mean belongs, or the reverse: a factor N, 1/N, T, 1/T.</summary>
    SumOrMean,

    /// <summary>No gradient, or zeros.</summary>
    Zero,

    /// <summary>Transposed.</summary>
    Transposed,

    /// <summary>The right numbers in other places: permuted, flipped, gates swapped.</summary>
    Permuted,

    /// <summary>Summed over the wrong axis.</summary>
    WrongAxis,

    /// <summary>One of several terms is missing: a bias, the recurrent path, the residual path, one of two uses.</summary>
    TermMissing,

    /// <summary>The derivative of the activation is missing.</summary>
    DerivativeMissing,

    /// <summary>The derivative is taken at the wrong place: before instead of after the activation, or the reverse.</summary>
    DerivativeAtWrongPlace,

    /// <summary>The derivative of another function.</summary>
    OtherDerivative,

    /// <summary>Values of the last forward, not of this one.</summary>
    StaleCache,

    /// <summary>A dropout mask drawn anew, not applied, or not scaled.</summary>
    Mask,

    /// <summary>The kernel is not flipped.</summary>
    KernelNotFlipped,

    /// <summary>Padding or stride is not undone.</summary>
    PaddingOrStride,

    /// <summary>A pooling gradient that is spread, or goes to the wrong place of the window.</summary>
    PoolingPlace,

    /// <summary>The statistics of a norm taken as constants.</summary>
    StatisticsConstant,

    /// <summary>A softmax Jacobian reduced to its diagonal.</summary>
    SoftmaxDiagonal,

    /// <summary>The scale 1/√d of an attention is missing.</summary>
    ScaleMissing,

    /// <summary>A mask (causal, padding, ignored class) is not heeded.</summary>
    MaskIgnored,

    /// <summary>Shifted by a step of time.</summary>
    TimeShifted,

    /// <summary>Truncated in time.</summary>
    TimeTruncated,

    /// <summary>Added to the gradient of the last call instead of replacing it.</summary>
    Accumulated,
}
