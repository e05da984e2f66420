using System.Diagnostics;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>Training steps on one batch, to be timed.</summary>
internal abstract class StepLoop : IDisposable
{
    /// <summary>One step.</summary>
    protected abstract void Step();

    /// <summary>Takes steps.</summary>
    /// <returns>Milliseconds a step.</returns>
    public double Run(int steps)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < steps; i++) Step();
        return clock.Elapsed.TotalMilliseconds / steps;
    }

    public abstract void Dispose();
}

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
        learner.Step(batch, rate, 1);
    }

    public override void Dispose()
    {
        learner.Dispose();
        module.Dispose();
        foreach (var tensor in batch.Inputs.Append(batch.Target)) tensor?.Dispose();
    }
}

/// <summary>Steps as every tutorial writes them.</summary>
internal sealed class PlainSteps : StepLoop
{
    private readonly nn.Module module;
    private readonly Func<Tensor, Tensor> call;
    private readonly optim.Optimizer optimizer;
    private readonly TorchSharp.Modules.CrossEntropyLoss loss = nn.CrossEntropyLoss();
    private readonly Tensor x, t;
    private readonly bool tokens;

    public PlainSteps(BenchCase bench)
    {
        manual_seed(1);
        (module, call) = bench.Plain();
        module.train();
        optimizer = bench.PlainOptimizer(module.parameters());
        var batch = bench.Data();
        (x, t, tokens) = (batch.Inputs[0]!.DetachFromDisposeScope(), batch.Target.DetachFromDisposeScope(), batch.Target.dim() > 1);
    }

    protected override void Step()
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var y = call(x);
        var error = tokens ? loss.call(y.flatten(0, 1), t.flatten()) : loss.call(y, t);
        error.backward();
        optimizer.step();
    }

    public override void Dispose()
    {
        optimizer.Dispose();
        module.Dispose();
        x.Dispose();
        t.Dispose();
    }
}
