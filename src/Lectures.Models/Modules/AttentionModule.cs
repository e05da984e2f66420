using Lectures.Models.Layers;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>
/// Multi-head attention, batch first, with the parameters of PyTorch's MultiheadAttention: in_proj_weight (3E,E) and
/// in_proj_bias (3E), rows in the order q, k, v; out_proj.weight, out_proj.bias.
/// </summary>
/// <remarks>Unlike PyTorch's, a row with every position masked gives 0 before the output product, and gradient 0, not
/// NaN.</remarks>
public sealed class AttentionModule : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
{
    private const long FewPositions = 48;

    private readonly long width, heads;
    private readonly bool causal;
    [ComponentName(Name = "out_proj")] private readonly Linear output;

    /// <summary>The module with fresh weights, as PyTorch begins: in_proj Glorot uniform, biases 0.</summary>
    /// <param name="width">E.</param>
    /// <param name="heads">A, a divisor of E.</param>
    /// <param name="causal">True where position t may only look at positions up to t of the source.</param>
    /// <exception cref="ArgumentException">A does not divide E.</exception>
    public AttentionModule(long width, long heads, bool causal = false) : base(nameof(AttentionModule))
    {
        this.width = Expect.AtLeast(width, 1);
        this.heads = Expect.Divisor(heads, width);
        this.causal = causal;
        output = nn.Linear(width, width);
        nn.init.zeros_(output.bias!);
        register_parameter("in_proj_weight", new Parameter(nn.init.xavier_uniform_(empty(3 * width, width))));
        register_parameter("in_proj_bias", new Parameter(zeros(3 * width)));
        RegisterComponents();
    }

    /// <summary>y = softmax(q kᵀ / √d) v in A heads, then the output product.</summary>
    /// <param name="x">(N,T,E).</param>
    /// <param name="source">(N,S,E); null for self-attention.</param>
    /// <param name="padding">(N,S), bool, true = ignore; null where everything counts.</param>
    /// <returns>(N,T,E).</returns>
    /// <exception cref="ArgumentException">A shape or the mask's type does not fit.</exception>
    public override Tensor forward(Tensor x, Tensor? source, Tensor? padding)
    {
        Expect.Shape(x, ["N", "T", width]);
        Expect.SameKind(x, output.weight);
        if (source is not null)
        {
            Expect.Shape(source, [x.size(0), "S", width]);
            Expect.SameKind(source, output.weight);
        }
        var mask = AttentionMask.Of(causal, padding, x, source ?? x);
        var (q, k, v) = Project(x, source);
        var y = Attend(q, k, v, mask);                                        // (N,A,T,d)
        return AffineMap.Of(y.transpose(1, 2).reshape(x.shape), output);
    }

    // libtorch's fused kernel multiplies each sequence and head by itself, which only longer ones repay.
    private static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? mask) => mask is null && k.size(2) < FewPositions
        ? (q * (1 / Math.Sqrt(q.size(-1)))).matmul(k.transpose(-2, -1)).softmax(-1).matmul(v)
        : nn.functional.scaled_dot_product_attention(q, k, v, mask?.logical_not());

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor x, Tensor? source)
    {
        // Looked up by name: .to(…) puts new parameters in place.
        var (projection, bias) = (get_parameter("in_proj_weight")!, get_parameter("in_proj_bias")!);
        if (source is null)
        {
            var qkv = Split(AffineMap.Of(x, projection, bias), 3);             // (3,N,A,T,d)
            return (qkv[0], qkv[1], qkv[2]);
        }
        var q = Split(AffineMap.Of(x, projection.narrow(0, 0, width), bias.narrow(0, 0, width)), 1);
        var kv = Split(AffineMap.Of(
            source, projection.narrow(0, width, 2 * width), bias.narrow(0, width, 2 * width)), 2);
        return (q[0], kv[0], kv[1]);
    }

    private Tensor Split(Tensor packed, long count) => packed
        .view(packed.size(0), packed.size(1), count, heads, width / heads).permute(2, 0, 3, 1, 4);

    /// <summary>The same attention by hand, on the same memory.</summary>
    /// <param name="weights">The weights of this module in the model's.</param>
    internal MultiHeadAttention ByHand(ModuleWeights weights)
    {
        return new(Part(0), Part(1), Part(2), new(weights["out_proj.weight"], weights["out_proj.bias"]), heads, causal);

        Affine Part(long i) => new(
            weights["in_proj_weight", i * width, (i + 1) * width], weights["in_proj_bias", i * width, (i + 1) * width]);
    }
}
