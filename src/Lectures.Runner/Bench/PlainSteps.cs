using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>Steps as every tutorial writes them.</summary>
internal sealed class PlainSteps : StepLoop
{
    private readonly nn.Module module;
    private readonly Func<Tensor, Tensor> call;
    private readonly optim.Optimizer optimizer;
    private readonly CrossEntropyLoss loss = nn.CrossEntropyLoss();
    private readonly Tensor x, target;

    public PlainSteps(BenchCase bench)
    {
        manual_seed(1);
        (module, call) = bench.Plain();
        module.train();
        optimizer = bench.PlainOptimizer(module.parameters());
        var batch = bench.Data();
        (x, target) = (batch.Inputs[0]!.DetachFromDisposeScope(), batch.Target.DetachFromDisposeScope());
    }

    protected override void Step()
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var y = call(x);
        var error = target.dim() > 1 ? loss.call(y.flatten(0, 1), target.flatten()) : loss.call(y, target);
        error.backward();
        optimizer.step();
    }

    public override void Dispose()
    {
        optimizer.Dispose();
        module.Dispose();
        loss.Dispose();
        x.Dispose();
        target.Dispose();
    }
}
