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
    private readonly Batch batch;
    private readonly double rate;

    public OurSteps(BenchCase bench, Backpropagation by)
    {
        module = Seeded.Build(1, bench.Task.Build, ScalarType.Float32);
        module.train();
        learner = new(bench.Task, module, bench.Optimizer, by);
        rate = learner.Optimizer.Rate;
        batch = bench.Data();
        foreach (var tensor in batch.Inputs.Append(batch.Target)) tensor?.DetachFromDisposeScope();
    }

    protected override void Step()
    {
        using var scope = NewDisposeScope();
        learner.Step(batch, rate, seed: 1);
    }

    public override void Dispose()
    {
        learner.Dispose();
        module.Dispose();
        foreach (var tensor in batch.Inputs.Append(batch.Target)) tensor?.Dispose();
    }
}
