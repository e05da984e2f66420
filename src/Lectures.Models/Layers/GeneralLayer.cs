using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// The one concept of hand-written backpropagation, in its general form: several tensors in, several out.
/// Forward computes and keeps what backward needs; backward takes ∂L/∂outputs, returns ∂L/∂inputs and fills the
/// gradient of every weight. Layers compose into a tree whose names say where a gradient belongs.
/// </summary>
/// <remarks>
/// <para>Forward is made of plain tensor operations and never switches autograd on or off, so that autograd can
/// differentiate it as a reference. Backward runs without autograd.</para>
/// <para>A null tensor means "none": an optional input that was not given, the gradient of an index or a mask.</para>
/// <para>One forward, then one backward, per instance. The outermost backward of a tree first forgets all gradients,
/// the layers then add to them: two calls give the same gradient, not twice it.</para>
/// </remarks>
public abstract class GeneralLayer : IDisposable
{
    [ThreadStatic] private static int backwardDepth;

    private readonly List<(string Name, GeneralLayer Layer)> children = [];
    private readonly List<(string Name, Weight Weight)> weights = [];
    private readonly List<(string Name, Tensor Buffer)> buffers = [];
    private readonly List<Tensor> kept = [];
    private long[]?[]? outputShapes;
    private bool training = true, disposed;

    /// <summary>The layers below this one, by name, in the order of forward.</summary>
    public IReadOnlyList<(string Name, GeneralLayer Layer)> Children => children;

    /// <summary>The weights of this layer alone, by name.</summary>
    public IReadOnlyList<(string Name, Weight Weight)> Weights => weights;

    /// <summary>State that is not learned (running statistics) of this layer alone, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers => buffers;

    /// <summary>True while learning, false in recognition; setting it reaches the whole tree.</summary>
    public bool Training
    {
        get => training;
        set
        {
            training = value;
            foreach (var (_, child) in children) child.Training = value;
        }
    }

    /// <summary>Whether backward is to find the gradients of the inputs too. Where nobody uses them, as at the bottom of
    /// a network that learns, false spares a layer the work; the gradient is null then.</summary>
    public bool InputGradients
    {
        get;
        set
        {
            field = value;
            foreach (var child in Entrances) child.InputGradients = value;
        }
    } = true;

    /// <summary>The children whose inputs are this layer's own and nobody else's.</summary>
    protected virtual IEnumerable<GeneralLayer> Entrances => [];

    /// <summary>Who watches the boundaries of this layer, if anyone.</summary>
    internal ILayerObserver? Observer { get; set; }

    /// <summary>A fault planted into this layer, to prove that a check finds it.</summary>
    internal IFault? Fault { get; set; }

    /// <summary>Computes the outputs and keeps what backward needs.</summary>
    /// <param name="inputs">The inputs, null for an optional one that is not given.</param>
    /// <returns>The outputs, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">An input does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The layer is disposed of.</exception>
    public Tensor?[] Forward(Tensor?[] inputs)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Release();
        using var scope = NewDisposeScope();
        Observer?.OnForwardBegins(this);
        var flow = Observer is null ? inputs : Aliases(inputs);
        var outputs = Unkept(ForwardCore(flow) ?? throw None(nameof(ForwardCore)));
        Fault?.OnForward(this, flow, outputs);
        outputShapes = Array.ConvertAll(outputs, y => y is null ? null : Expect.Sizes(y));
        Observer?.OnForward(this, flow, outputs);
        return Leave(Observer is null ? outputs : Aliases(outputs), flow);
    }

    /// <summary>Turns the gradients of the outputs into those of the inputs and of every weight.</summary>
    /// <param name="outputGradients">∂L/∂output for each output, null where an output was not used.</param>
    /// <returns>∂L/∂input for each input, null where there is none; in the caller's dispose scope.</returns>
    /// <exception cref="InvalidOperationException">There was no forward before.</exception>
    /// <exception cref="ArgumentException">A gradient has not its output's shape.</exception>
    public Tensor?[] Backward(Tensor?[] outputGradients)
    {
        CheckGradients(outputGradients);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (backwardDepth == 0)
            ZeroGradients();
        backwardDepth++;
        try
        {
            var gradients = Unkept((Fault is null ? BackwardCore(outputGradients)
                : Fault.Backward(this, outputGradients, BackwardCore))
                ?? throw None(nameof(BackwardCore)));
            Observer?.OnBackward(this, outputGradients, gradients);
            return Leave(gradients, outputGradients);
        }
        catch (Exception e) when (e is not LayerException && (Observer is not null || IsReleased(e)))
        {
            var fault = IsReleased(e) ? new InvalidOperationException(
                $"{GetType().Name}: backward uses a tensor that is released already; keep it in forward, by Keep(tensor).",
                e) : e;
            throw Observer?.Name(this, fault) ?? fault;
        }
        finally
        {
            backwardDepth--;
        }
    }

    /// <summary>The layer's equation; made of operations that autograd can follow.</summary>
    protected abstract Tensor?[] ForwardCore(Tensor?[] inputs);

    /// <summary>The derivative of the layer's equation, written by hand; never writes into its arguments.</summary>
    protected abstract Tensor?[] BackwardCore(Tensor?[] outputGradients);

    /// <summary>Adds a layer below this one; its weights' paths begin with <paramref name="name"/> (an empty name adds
    /// nothing).</summary>
    /// <exception cref="ArgumentException">It is there already: a layer keeps what one forward needs, and cannot stand in two
    /// places.</exception>
    protected T Add<T>(string name, T child) where T : GeneralLayer
    {
        if (children.Find(other => ReferenceEquals(other.Layer, child)) is { Layer: not null } twin)
            throw new ArgumentException($"{child.GetType().Name}: expected a layer for each place, got one at '{twin.Name}' and "
                + $"'{name}'; make two, on the same weights if they are to share them.");
        children.Add((name, child));
        child.Training = training;
        return child;
    }

    /// <summary>Adds a weight to this layer.</summary>
    protected Weight Add(string name, Weight weight)
    {
        weights.Add((name, weight));
        weight.Name ??= name;
        return weight;
    }

    /// <summary>Adds state that is not learned; the layer changes it in place only, and shares it with its
    /// caller.</summary>
    protected Tensor AddBuffer(string name, Tensor buffer)
    {
        buffer = buffer.detach().DetachFromDisposeScope();
        buffers.Add((name, buffer));
        return buffer;
    }

    /// <summary>Keeps a tensor for backward: owned by the layer until the next forward. Forward may go on with what is
    /// returned; autograd follows.</summary>
    protected Tensor Keep(Tensor tensor)
    {
        var own = tensor.alias().DetachFromDisposeScope();
        kept.Add(own);
        return own;
    }

    /// <summary>The sum of two gradients of one tensor, null where neither is there.</summary>
    protected static Tensor? Sum(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a + b;

    /// <summary>Of layers one after the other, those up to the first that learns.</summary>
    protected static IEnumerable<GeneralLayer> Bottom(IEnumerable<(string Name, GeneralLayer Layer)> chain)
    {
        foreach (var (_, layer) in chain)
        {
            yield return layer;
            if (layer.NamedWeights().Any()) yield break;
        }
    }

    private void ZeroGradients()
    {
        foreach (var (_, weight) in weights) weight.ZeroGradient();
        foreach (var (_, child) in children) child.ZeroGradients();
    }

    /// <summary>Releases what forward kept: backward then needs another forward.</summary>
    internal void Release()
    {
        foreach (var tensor in kept) tensor.Dispose();
        kept.Clear();
        outputShapes = null;
    }

    /// <summary>Releases everything the tree holds: kept tensors, weights, gradients and buffers.</summary>
    public void Dispose()
    {
        disposed = true;
        Release();
        foreach (var (_, child) in children) child.Dispose();
        foreach (var (_, weight) in weights) weight.Dispose();
        foreach (var (_, buffer) in buffers) buffer.Dispose();
        OnDispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the layer holds besides (its random generator, say).</summary>
    protected virtual void OnDispose()
    {
    }

    private static Tensor?[] Aliases(Tensor?[] tensors) => Array.ConvertAll(tensors, t => t?.view(t.shape));

    // TorchSharp's words.
    private static bool IsReleased(Exception e) =>
        e is InvalidOperationException && e.Message.StartsWith("Tensor invalid", StringComparison.Ordinal);

    // What is kept stays: an alias leaves in its place.
    private Tensor?[] Unkept(Tensor?[] tensors)
    {
        for (var i = 0; i < tensors.Length; i++)
            foreach (var own in kept)
                if (ReferenceEquals(tensors[i], own)) tensors[i] = own.alias();
        return tensors;
    }

    /// <summary>Hands tensors to the caller's scope; one that the caller gave leaves as an alias, for it is not ours to
    /// move.</summary>
    /// <remarks>Told apart by reference: Tensor.Equals compares every element.</remarks>
    private static Tensor?[] Leave(Tensor?[] tensors, Tensor?[] given)
    {
        var left = new Tensor?[tensors.Length];
        for (var i = 0; i < left.Length; i++)
        {
            var ours = tensors[i];
            foreach (var theirs in given)
            {
                if (ReferenceEquals(ours, theirs)) ours = theirs?.alias();
            }
            left[i] = ours?.MoveToOuterDisposeScope();
        }
        return left;
    }

    private InvalidOperationException None(string method) =>
        new($"{GetType().Name}: {method} returned null; expected an array.");

    private void CheckGradients(Tensor?[] gradients)
    {
        if (outputShapes is null)
            throw new InvalidOperationException($"{GetType().Name}: backward needs a forward before it.");
        if (gradients.Length != outputShapes.Length)
            throw new ArgumentException(
                $"{GetType().Name}: expected {outputShapes.Length} output gradients, got {gradients.Length}.");
        for (var i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } dy && outputShapes[i] is { } shape)
                Expect.Shape(dy, shape, $"{GetType().Name}'s dy");
    }
}
