using Lectures.Models.Checking;
using Lectures.Runner.Bench;
using static TorchSharp.torch;

namespace Lectures.Runner.Tests.Bench;

public class BenchCaseTests
{
    private static IEnumerable<string> Names => BenchCase.All.Select(bench => bench.Name);

    [TestCaseSource(nameof(Names))]
    public void The_plain_model_is_of_the_same_size_and_says_the_same(string name)
    {
        using var scope = NewDisposeScope();
        var bench = BenchCase.Of(name);
        var ours = Seeded.Build(1, bench.Task.Build, ScalarType.Float32);
        var (plain, call) = bench.Plain();
        Assert.That(Weights(plain), Is.EqualTo(Weights(ours)));

        var batch = bench.Data();
        using var off = no_grad();
        foreach (var (own, other) in ours.parameters().Zip(plain.parameters())) other.copy_(own);
        var (expected, got) = (bench.Task.Call(ours, batch.Inputs), call(batch.Inputs[0]!));
        // float32's rounding, in another order of sums
        Assert.That((expected - got).abs().max().item<float>(), Is.LessThan(1e-4f));
    }

    [Test]
    public void The_tensors_of_the_products_are_multiplied_into_what_is_there()
    {
        using var products = new ProductSteps(3, [4, 5, 2]);
        Assert.That(products.Run(3), Is.Positive);
    }

    private static IEnumerable<string> Weights(nn.Module module) =>
        module.parameters().Select(weight => string.Join('×', weight.shape));
}
