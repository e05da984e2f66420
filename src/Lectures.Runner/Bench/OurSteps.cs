using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>Steps as the trainer takes them.</summary>
internal sealed class OurSteps : StepLoop
{
    private readonly nn.Module module;
    private readonly Learner learner;
    private readonly Batch[] batches;
    private readonly double rate;
    private int next;

    /// <summary>Steps of a case.</summary>
    /// <param name="bench">The case.</param>
    /// <param name="by">Whose backpropagation.</param>
    /// <param name="batches">What to learn from, one after the other and again; the case's own batch when empty.</param>
    public OurSteps(BenchCase bench, Backpropagation by, params Batch[] batches)
    {
        module = Seeded.Build(1, bench.Task.Build, ScalarType.Float32);
        module.train();
        learner = new(bench.Task, module, bench.Optimizer, by);
        rate = learner.Optimizer.Rate;
        this.batches = batches.Length > 0 ? batches : [bench.Data()];
        foreach (var tensor in Tensors) tensor.DetachFromDisposeScope();
    }

    protected override void Step()
    {
        using var scope = NewDisposeScope();
        learner.Step(batches[next], rate, seed: 1);
        next = (next + 1) % batches.Length;
    }

    public override void Dispose()
    {
        learner.Dispose();
        module.Dispose();
        foreach (var tensor in Tensors) tensor.Dispose();
    }

    private IEnumerable<Tensor> Tensors => batches.SelectMany(batch => batch.Inputs.Append(batch.Target)).OfType<Tensor>();
}
