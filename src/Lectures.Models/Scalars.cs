using TorchSharp;

namespace Lectures.Models;

/// <summary>Factors that live as long as the program. A Scalar made on the way into a native call is garbage as soon
/// as the call has begun, and some kernels (addcmul) read it late: collected in between, it is not a number any
/// more.</summary>
internal static class Scalars
{
    /// <summary>1.</summary>
    public static Scalar One { get; } = 1;

    /// <summary>2.</summary>
    public static Scalar Two { get; } = 2;

    /// <summary>4.</summary>
    public static Scalar Four { get; } = 4;

    /// <summary>½.</summary>
    public static Scalar Half { get; } = 0.5;

    /// <summary>−1.</summary>
    public static Scalar MinusOne { get; } = -1;
}
