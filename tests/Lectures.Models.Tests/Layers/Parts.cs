using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

/// <summary>Parts of Transformers on random float64 weights.</summary>
internal static class Parts
{
    public static Tensor X(params long[] shape) => randn(shape, ScalarType.Float64);

    public static Affine Affine(long inputs, long outputs, ScalarType type = ScalarType.Float64) =>
        new(new Weight(randn(outputs, inputs, dtype: type) / Math.Sqrt(inputs)),
            new Weight(randn(outputs, dtype: type)));

    public static LayerNorm Norm(long width) => new(new Weight(X(width)), new Weight(X(width)));

    public static FeedForward FeedForward(long width, long hidden) =>
        new(Affine(width, hidden), new Gelu(), Affine(hidden, width));

    public static MultiHeadAttention Attention(
        long width, long heads, bool causal = false, ScalarType type = ScalarType.Float64) => new(
        Affine(width, width, type), Affine(width, width, type), Affine(width, width, type), Affine(width, width, type),
        heads, causal);

    public static EncoderBlock EncoderBlock(long width, long heads, long hidden, bool normFirst) => new(
        Attention(width, heads), Norm(width), FeedForward(width, hidden), Norm(width), normFirst);

    public static DecoderBlock DecoderBlock(long width, long heads, long hidden, bool normFirst) => new(
        Attention(width, heads, causal: true), Norm(width), Attention(width, heads), Norm(width),
        FeedForward(width, hidden), Norm(width), normFirst);

    /// <summary>(3,4): all counts; two do not; nothing counts.</summary>
    public static Tensor Padding => tensor(new[]
    {
        false, false, false, false,
        false, true, false, true,
        true, true, true, true,
    }).view(3, 4);

    public static void Refuses(Action action, string message) =>
        Assert.That(Assert.Throws<ArgumentException>(() => action())!.Message, Is.EqualTo(message));
}
