using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>What all optimizers share: the loop over the weights, weight decay, state.</summary>
/// <remarks>A step reads and writes memory once, several numbers at a time: tensor operations would pass over it five
/// times and more.</remarks>
public abstract class Optimizer : IOptimizer
{
    private readonly (Weight Weight, Tensor[] Buffers)[] slots;
    private readonly Dictionary<string, Tensor> state = [];
    private readonly double weightDecay;
    private readonly bool decoupled;

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
        (this.weightDecay, this.decoupled) = (Expect.NotNegative(weightDecay), decoupled);
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
        Begin();
        foreach (var (weight, buffers) in slots)
            if (weight.Gradient is { } g) Move([weight.Value, g, .. buffers]);
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
        GC.SuppressFinalize(this);
    }

    /// <summary>Sets the numbers of this step.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>The step of some numbers of a weight, in place.</summary>
    /// <remarks>To be compiled with AggressiveOptimization: it is few calls of many rounds, and what .NET makes of it in the
    /// middle of such a call, and may stay with, takes up to six times as long.</remarks>
    /// <param name="w">The weight.</param>
    /// <param name="g">Its gradient, never written to.</param>
    /// <param name="first">Its first buffer, if any.</param>
    /// <param name="second">Its second buffer, if any.</param>
    private protected abstract void Move<T>(
        Span<Vector<T>> w, ReadOnlySpan<Vector<T>> g, Span<Vector<T>> first, Span<Vector<T>> second)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient with λ w in it, or the weight shrunk by ρ λ w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected Vector<T> Decay<T>(ref Vector<T> w, Vector<T> g) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weightDecay == 0) return g;
        if (!decoupled) return g + Each<T>(weightDecay) * w;
        w *= Each<T>(1 - Rate * weightDecay);
        return g;
    }

    /// <summary>A number in every place.</summary>
    private protected static Vector<T> Each<T>(double number) where T : unmanaged, IFloatingPointIeee754<T> =>
        new(T.CreateChecked(number));

    /// <summary>A tensor of the state.</summary>
    private protected Tensor Add(string name, Tensor tensor) => state[name] = tensor.DetachFromDisposeScope();

    // Weight, gradient, buffers; those that are not numbers in a row are moved as a copy.
    private void Move(Tensor[] tensors)
    {
        var type = tensors[0].dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var rows = Array.ConvertAll(tensors, x =>
            x.dtype == type && x.is_contiguous() && x.device_type == TorchSharp.DeviceType.CPU
                ? x : x.to(type, CPU).contiguous());
        if (type == ScalarType.Float64) Move<double>(rows);
        else Move<float>(rows);
        for (var i = 0; i < rows.Length; i++)
            if (i != 1 && !ReferenceEquals(rows[i], tensors[i])) tensors[i].copy_(rows[i]);
    }

    private unsafe void Move<T>(Tensor[] rows) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var starts = Array.ConvertAll(rows, row => (nint)Numbers.Of<T>(row));
        Numbers.ShareElements(rows[0].numel(), (at, count) =>
            Move(Part(0, at, count), Part(1, at, count), Part(2, at, count), Part(3, at, count)));

        Span<T> Part(int i, long at, long count) =>
            i < starts.Length ? new((T*)starts[i] + at, checked((int)count)) : [];
    }

    private void Move<T>(Span<T> w, Span<T> g, Span<T> first, Span<T> second) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Move(Vectors(w), Vectors(g), Vectors(first), Vectors(second));
        if (Rest(w).IsEmpty) return;
        Span<Vector<T>> rest = stackalloc Vector<T>[4];     // with zeros beside it
        rest.Clear();
        Rest(w).CopyTo(Scalars(rest[..1]));
        Rest(g).CopyTo(Scalars(rest[1..2]));
        Rest(first).CopyTo(Scalars(rest[2..3]));
        Rest(second).CopyTo(Scalars(rest[3..]));
        Move(rest[..1], rest[1..2], rest[2..3], rest[3..]);
        Scalars(rest)[..Rest(w).Length].CopyTo(Rest(w));
        Scalars(rest[2..])[..Rest(first).Length].CopyTo(Rest(first));
        Scalars(rest[3..])[..Rest(second).Length].CopyTo(Rest(second));

        static Span<Vector<T>> Vectors(Span<T> numbers) => MemoryMarshal.Cast<T, Vector<T>>(numbers);
        static Span<T> Rest(Span<T> numbers) => numbers[(numbers.Length - numbers.Length % Vector<T>.Count)..];
        static Span<T> Scalars(Span<Vector<T>> vectors) => MemoryMarshal.Cast<Vector<T>, T>(vectors);
    }

    private static IEnumerable<string> Names(Weight[] weights)
    {
        var places = Array.ConvertAll(weights, weight => weight.Source?.ToString());
        return places.All(place => place is not null) && places.Distinct().Count() == places.Length
            ? places!
            : Enumerable.Range(0, weights.Length).Select(number => $"{number}");
    }
}
