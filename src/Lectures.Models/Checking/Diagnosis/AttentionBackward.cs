using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// dv = Pᵀ do     dP = do vᵀ     dS = P (dP − Σₛ P dP)     dq = dS k / √d     dk = dSᵀ q / √d     dx = q′ dq + k′ dk + v′ dv
/// <summary>The backward of <see cref="MultiHeadAttention"/> with a switch for each mistake; as it comes, it is right.</summary>
internal sealed class AttentionBackward(MultiHeadAttention layer, Symptoms s)
{
    private readonly long heads = layer.Probabilities.size(1), width = s.X.size(-1);

    /// <summary>P, when backward is to take another than forward's (NA,T,S).</summary>
    public Func<Tensor, Tensor>? Probabilities { get; init; }

    /// <summary>dS by P and dP, (NA,T,S).</summary>
    public Func<Tensor, Tensor, Tensor> Softmax { get; init; } = (p, dP) => p * (dP - (p * dP).sum(-1, keepdim: true));

    /// <summary>What stands in dv = Pᵀ do for Pᵀ.</summary>
    public Func<Tensor, Tensor> ForValues { get; init; } = p => p.transpose(1, 2);

    /// <summary>What stands in dk = dSᵀ q for dSᵀ.</summary>
    public Func<Tensor, Tensor> ForKeys { get; init; } = dS => dS.transpose(1, 2);

    /// <summary>False when 1/√d is left out of dq.</summary>
    public bool QueryScale { get; init; } = true;

    /// <summary>False when 1/√d is left out of dk.</summary>
    public bool KeyScale { get; init; } = true;

    /// <summary>False when the heads are joined without moving them beside their features again.</summary>
    public bool HeadsInPlace { get; init; } = true;

    /// <summary>The shares of query, key and value in the gradient of what they read: 1, or 0 when forgotten.</summary>
    public (double Query, double Key, double Value) Shares { get; init; } = (1, 1, 1);

    /// <summary>The scores q kᵀ / √d (NA,T,S).</summary>
    public Tensor Scores() => Project("q", s.X).bmm(Project("k", Source).transpose(1, 2)) * Scale;

    /// <summary>Runs it, through the layers of the projections.</summary>
    public Tensor?[] Run()
    {
        var (q, k, v) = (Project("q", s.X), Project("k", Source), Project("v", Source));     // (NA,T,d), (NA,S,d)
        var p = layer.Probabilities.flatten(0, 1);
        p = Probabilities is null ? p : Probabilities(p);
        var dO = Split(Child("out").Backward([s.Dy])[0]!);
        var dS = Softmax(p, dO.bmm(v.transpose(1, 2)));
        var dQ = dS.bmm(k) * (QueryScale ? Scale : 1);
        var dK = ForKeys(dS).bmm(q) * (KeyScale ? Scale : 1);
        var dx = Child("q").Backward([Join(dQ)])[0]! * Shares.Query;
        var ds = Child("k").Backward([Join(dK)])[0]! * Shares.Key
            + Child("v").Backward([Join(ForValues(p).bmm(dO))])[0]! * Shares.Value;
        Tensor?[] gradients = ReferenceEquals(Source, s.X) ? [dx + ds, null, null] : [dx, ds, null];
        return gradients[..s.Inputs.Length];
    }

    private Tensor Source => s.Inputs.ElementAtOrDefault(1) ?? s.X;

    private double Scale => 1 / Math.Sqrt(width / heads);

    private GeneralLayer Child(string name) => layer.Children.First(child => child.Name == name).Layer;

    private Tensor Project(string name, Tensor x)
    {
        var weights = Child(name).Weights.ToDictionary(own => own.Name, own => own.Weight.Value);
        return Split(nn.functional.linear(x, weights["weight"], weights.GetValueOrDefault("bias")));
    }

    private Tensor Split(Tensor x) => x
        .unflatten(2, [heads, -1]).transpose(1, 2).flatten(0, 1);                                    // (N,T,E) → (NA,T,d)

    private Tensor Join(Tensor x) => HeadsInPlace
        ? x.unflatten(0, [-1, heads]).transpose(1, 2).flatten(2)                                     // (NA,T,d) → (N,T,E)
        : x.reshape(-1, x.size(1), width);
}
