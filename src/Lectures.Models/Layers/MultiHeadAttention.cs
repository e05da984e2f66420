using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// Multi-head attention: every position of x asks every position of a source, softmax(q kᵀ / √d) v in A heads of width
/// d = E/A. Inputs: x (N,T,E); the source s (N,S,E), or null or left out for self-attention; a padding mask (N,S),
/// bool, true = ignore, or null or left out. Output y (N,T,E).
/// </summary>
/// <remarks>
/// A row with every position masked gives 0 (before the output product), and gradient 0.
/// Source: Vaswani et al. (2017), Attention is all you need, §3.2.
/// </remarks>
public sealed class MultiHeadAttention : GeneralLayer
{
    private readonly Affine query, key, value, output;
    private readonly long width, heads;
    private readonly bool causal;
    private readonly double scale;
    private Tensor q = null!, k = null!, v = null!, p = null!;
    private int given;
    private bool self;

    /// <summary>The layer on given projections, each from E to E.</summary>
    /// <param name="query">q = x Wqᵀ + bq.</param>
    /// <param name="key">k = s Wkᵀ + bk.</param>
    /// <param name="value">v = s Wvᵀ + bv.</param>
    /// <param name="output">The product after the heads.</param>
    /// <param name="heads">A, a divisor of E.</param>
    /// <param name="causal">True where position t may only look at positions up to t of the source.</param>
    /// <exception cref="ArgumentException">The widths are unequal, or A does not divide E.</exception>
    public MultiHeadAttention(Affine query, Affine key, Affine value, Affine output, long heads, bool causal = false)
    {
        width = query.Inputs;
        foreach (var (affine, name) in new[] { (query, "query"), (key, "key"), (value, "value"), (output, "output") })
            if (affine.Inputs != width || affine.Outputs != width)
                throw new ArgumentException(
                    $"{name}: expected weights ({width}, {width}) as the query's, "
                    + $"got ({affine.Outputs}, {affine.Inputs}).");
        this.heads = Expect.Divisor(heads, width);
        this.causal = causal;
        scale = 1 / Math.Sqrt(width / heads);
        this.query = Add("q", query);
        this.key = Add("k", key);
        this.value = Add("v", value);
        this.output = Add("out", output);
    }

    /// <summary>How much each position looked at each position of the source in the last forward, P (N,A,T,S), rows
    /// summing to 1 (0 where all is masked); the layer's own, do not dispose.</summary>
    public Tensor Probabilities => p;

    // q = x Wqᵀ + bq     k = s Wkᵀ + bk     v = s Wvᵀ + bv        x (N,T,E)   s (N,S,E), x itself for self-attention
    // P = softmax(q kᵀ / √d), masked scores −∞                     q (NA,T,d)  k, v (NA,S,d)   P (NA,T,S)
    // o = P v            y = o Woᵀ + bo                            o (NA,T,d), joined to (N,T,E)   y (N,T,E)
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, ..] || inputs.Length > 3) throw Expect.Inputs(this, 3, inputs);
        Expect.Shape(x, ["N", "T", width]);
        given = inputs.Length;
        self = inputs.ElementAtOrDefault(1) is null;
        var source = self ? x : inputs[1]!;
        Expect.Shape(source, [x.size(0), "S", width]);
        var mask = AttentionMask.Of(causal, inputs.ElementAtOrDefault(2), x, source);

        var q = Split(query.Forward(x) * scale);                             // (NA,T,d), holds 1/√d from here on
        var k = Split(key.Forward(source));                                  // (NA,S,d)
        var v = Split(value.Forward(source));                                // (NA,S,d)
        var scores = q.bmm(k.transpose(1, 2)).view(x.size(0), heads, x.size(1), -1);   // (N,A,T,S)
        var p = AttentionMask.Softmax(scores, mask);
        (this.q, this.k, this.v, this.p) = (Keep(q), Keep(k), Keep(v), Keep(p));
        return [output.Forward(Join(p.flatten(0, 1).bmm(v)))];
    }

    // dv = Pᵀ do         dP = do vᵀ                                dS = P (dP − Σₛ P dP), row by row; 0 where P is
    // dq = dS k / √d     dk = dSᵀ q / √d
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        if (outputGradients[0] is not { } dy) return new Tensor?[given];
        var p = this.p.flatten(0, 1);                                        // (NA,T,S)
        var dO = Split(output.Backward(dy)!);                                // (NA,T,d)
        var dV = p.transpose(1, 2).bmm(dO);                                  // (NA,S,T)(NA,T,d)
        var pdP = dO.bmm(v.transpose(1, 2)).mul_(p);                         // (NA,T,d)(NA,d,S) ∘ (NA,T,S)
        var dS = pdP.addcmul_(p, pdP.sum(-1, keepdim: true), Scalars.MinusOne);    // (NA,T,S)
        var dQ = dS.bmm(k).mul_(scale);                                      // (NA,T,S)(NA,S,d)
        var dK = dS.transpose(1, 2).bmm(q);                                  // (NA,S,T)(NA,T,d), q holds 1/√d
        var dx = query.Backward(Join(dQ))!;
        var ds = key.Backward(Join(dK))! + value.Backward(Join(dV))!;
        Tensor?[] gradients = self ? [dx + ds, null, null] : [dx, ds, null];
        return gradients[..given];
    }

    private Tensor Split(Tensor x) => x
        .view(x.size(0), x.size(1), heads, -1).transpose(1, 2)               // (N,A,T,d)
        .reshape(x.size(0) * heads, x.size(1), -1);                          // (NA,T,d)

    private Tensor Join(Tensor x) => x
        .view(-1, heads, x.size(1), x.size(2)).transpose(1, 2)               // (N,T,A,d)
        .reshape(-1, x.size(1), width);                                      // (N,T,E)
}
