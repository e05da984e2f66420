using Lectures.Models.Data;
using Lectures.Models.Networks;
using Lectures.Models.Tests.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class StateDictTests
{
    private Mlp module = null!;
    private IDisposable scope = null!;

    [SetUp]
    public void Make()
    {
        scope = NewDisposeScope();
        module = new Mlp(new(5, 3) { Hidden = [4], BatchNorm = true });
    }

    [TearDown]
    public void Release()
    {
        module.Dispose();
        scope.Dispose();
    }

    [Test]
    public void Parameters_and_buffers_go_by_PyTorchs_names() =>
        Assert.That(StateDict.Of(module).Keys, Is.EquivalentTo(new[]
    {
        "0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "3.weight",
        "3.bias",
    }));

    [Test]
    public void What_was_copied_comes_back()
    {
        var copy = StateDict.Copy(module);
        var bytes = Tasks.Bytes(copy);
        using var other = new Mlp(new(5, 3) { Hidden = [4], BatchNorm = true });
        Assert.That(Tasks.Bytes(StateDict.Of(other))["0.weight"], Is.Not.EqualTo(bytes["0.weight"]));
        StateDict.Load(other, new(copy), "file");
        Assert.That(Tasks.Bytes(StateDict.Of(other)), Is.EqualTo(bytes));
        using (no_grad()) module.get_parameter("0.weight")!.zero_();
        Assert.That(Tasks.Bytes(copy), Is.EqualTo(bytes), "a copy has memory of its own");
        StateDict.CopyFrom(module, copy);
        Assert.That(Tasks.Bytes(StateDict.Of(module)), Is.EqualTo(bytes));
        foreach (var tensor in copy.Values) tensor.Dispose();
    }

    [Test]
    public void Buffers_may_be_left_out_and_other_types_are_converted()
    {
        var weights = module.named_parameters().ToDictionary(named => named.name,
            named => (Tensor)named.parameter.to(ScalarType.Float64) * 2);
        StateDict.Load(module, new(weights), "file");
        foreach (var (name, weight) in weights)
            Assert.That(StateDict.Of(module)[name].data<float>().ToArray(),
                Is.EqualTo(weight.data<double>().ToArray().Select(w => (float)w)));
    }

    private static readonly (string Name, Action<Dictionary<string, Tensor>> Spoil, string Error)[] cases =
    [
        ("missing", held => held.Remove("3.bias"), "file: missing 3.bias."),
        ("superfluous", held => held["4.weight"] = zeros(1), "file: superfluous 4.weight."),
        ("renamed", held => { held.Remove("0.weight"); held["a\nb"] = zeros(1); },
            "file: missing 0.weight; superfluous a\\nb."),
        ("many", held => { for (var i = 0; i < 8; i++) held[$"x{i}"] = zeros(1); },
            "file: superfluous x0, x1, x2, x3, x4, x5 and 2 more."),
        ("shape", held => held["0.weight"] = zeros(5, 4), "file: 0.weight: expected shape (4, 5), got (5, 4)."),
        ("rank", held => held["3.bias"] = zeros(1, 3), "file: 3.bias: expected shape (3), got (1, 3)."),
        ("scalar", held => held["3.bias"] = zeros([]), "file: 3.bias: expected shape (3), got ()."),
        ("integers", held => held["3.bias"] = zeros(3, ScalarType.Int64),
            "file: 3.bias: expected floating point, got Int64; convert it with .to(ScalarType.Float32)."),
        ("not a number", held => held["3.bias"] = tensor(new[] { 0f, float.NaN, 0 }),
            "file: 3.bias: expected finite values, got NaN at (1)."),
        ("too large", held => held["3.bias"] = tensor(new[] { 0, 0, 1e300 }),
            "file: 3.bias: expected finite values, got ∞ at (2)."),
    ];

    private static IEnumerable<string> Names => cases.Select(@case => @case.Name);

    [TestCaseSource(nameof(Names))]
    public void What_does_not_fit_is_named_and_nothing_is_copied(string name)
    {
        var (_, spoil, error) = cases.Single(@case => @case.Name == name);
        var before = Tasks.Bytes(StateDict.Of(module));
        var held = StateDict.Of(module).ToDictionary(named => named.Key, named => named.Value.detach().clone());
        held["0.weight"].add_(1);
        spoil(held);
        var thrown = Assert.Throws<ArgumentException>(() => StateDict.Load(module, new(held), "file"))!;
        Assert.That(thrown.Message.Replace("Infinity", "∞"), Is.EqualTo(error));
        Assert.That(Tasks.Bytes(StateDict.Of(module)), Is.EqualTo(before));
    }

    [Test]
    public void Nothing_is_left_behind()
    {
        Use();
        var before = LiveTensors.Settled();
        Use();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Use()
        {
            using var inner = NewDisposeScope();
            var copy = StateDict.Copy(module);
            StateDict.Load(module, new SafeTensors(copy), "file");
            StateDict.CopyFrom(module, copy);
            StateDict.CopyTo(module, copy);
            foreach (var tensor in copy.Values) tensor.Dispose();
        }
    }
}
