using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>What all optimizers share: the loop over the weights, weight decay, state.</summary>
public abstract class Optimizer : IOptimizer
{
    private readonly (Weight Weight, Tensor[] Buffers)[] slots;
    private readonly Dictionary<string, Tensor> state = [];
    private readonly List<Factor> factors = [];
    private readonly Factor? penalty, shrinkage;
    private readonly double weightDecay;

    /// <summary>An optimizer with some buffers per weight, zero at first.</summary>
    /// <param name="weights">What to move; a weight that is named twice counts once.</param>
    /// <param name="rate">The learning rate ρ > 0.</param>
    /// <param name="weightDecay">λ ≥ 0.</param>
    /// <param name="decoupled">Weights shrink by w ← w − ρ λ w before the step, instead of λ w in the gradient.</param>
    /// <param name="buffers">The names of a weight's buffers.</param>
    private protected Optimizer(
        IEnumerable<Weight> weights, double rate, double weightDecay, bool decoupled, params string[] buffers)
    {
        Rate = Expect.Positive(rate);
        this.weightDecay = Expect.NotNegative(weightDecay);
        if (weightDecay > 0 && decoupled) shrinkage = Factor(1);
        else if (weightDecay > 0) penalty = Factor(weightDecay);
        Weight[] all = [.. weights.Distinct()];
        slots = [.. all.Zip(Names(all), (weight, name) =>
            (weight, Array.ConvertAll(buffers, buffer => Add($"{buffer}.{name}", zeros_like(weight.Value)))))];
    }

    /// <inheritdoc/>
    public double Rate
    {
        get;
        set => field = Expect.NotNegative(value, "rate");
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => state;

    /// <inheritdoc/>
    public void Step()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (shrinkage is not null) shrinkage.Value = 1 - Rate * weightDecay;
        Begin();
        foreach (var (weight, buffers) in slots)
        {
            if (weight.Gradient is not { } g) continue;
            var w = weight.Value;
            if (shrinkage is not null) w.mul_(shrinkage);                    // w ← w − ρ λ w
            Move(w, penalty is null ? g : g.add(w, alpha: penalty), buffers);    // g + λ w
        }
    }

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, own) in this.state)
        {
            if (!state.TryGetValue(name, out var given))
                throw new ArgumentException($"{name}: missing in the optimizer's state.");
            Expect.Shape(given, own.shape, name);
            if (given.dtype != own.dtype)
                throw new ArgumentException($"{name}: expected {own.dtype}, got {given.dtype}.");
        }
        if (state.Keys.FirstOrDefault(name => !this.state.ContainsKey(name)) is { } stranger)
            throw new ArgumentException($"{stranger}: not in the state of {GetType().Name} over these weights.");
        using var off = no_grad();
        foreach (var (name, own) in this.state) own.copy_(state[name]);
    }

    /// <summary>Releases the state.</summary>
    public void Dispose()
    {
        foreach (var tensor in state.Values) tensor.Dispose();
        foreach (var factor in factors) factor.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sets the factors of this step.</summary>
    private protected abstract void Begin();

    /// <summary>The step of one weight, in place.</summary>
    /// <param name="w">The weight.</param>
    /// <param name="g">Its gradient, never written to.</param>
    /// <param name="buffers">Its buffers, in the order of their names.</param>
    private protected abstract void Move(Tensor w, Tensor g, Tensor[] buffers);

    /// <summary>A tensor of the state.</summary>
    private protected Tensor Add(string name, Tensor tensor) => state[name] = tensor.DetachFromDisposeScope();

    /// <summary>A factor that lives as long as the optimizer.</summary>
    private protected Factor Factor(double value)
    {
        var factor = new Factor(value);
        factors.Add(factor);
        return factor;
    }

    private static IEnumerable<string> Names(Weight[] weights)
    {
        var places = Array.ConvertAll(weights, weight => weight.Source?.ToString());
        return places.All(place => place is not null) && places.Distinct().Count() == places.Length
            ? places!
            : Enumerable.Range(0, weights.Length).Select(number => $"{number}");
    }
}
