using System.Text.Json;
using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Tests.Checking.Diagnosis;
using Lectures.Models.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class GradientCheckTests
{
    private static readonly long[] odd = [3, 5];

    [Test]
    public void A_right_module_agrees_and_keeps_gradients_buffers_and_parameters()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 3));
        module.to(ScalarType.Float64);
        (module.call(Parts.X(3, 5)) * Parts.X(3, 3)).sum().backward();
        List<Tensor> Before() =>
            [.. module.parameters(), .. module.buffers(), .. module.parameters().Select(parameter => parameter.grad!)];
        var before = Before().ConvertAll(tensor => tensor.clone());
        var report = GradientCheck.Run(module, Parts.X(odd));
        Assert.That(report.Passed, Is.True, $"{report}");
        Assert.That(report.Tensors.Select(tensor => tensor.Tensor),
            Is.EqualTo(new[] { "0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias", "input" }));
        foreach (var (a, b) in before.Zip(Before())) Assert.That(a.Equals(b), Is.True);
    }

    [Test]
    public void A_wrong_custom_function_is_found()
    {
        using var scope = NewDisposeScope();
        var report = GradientCheck.Run(x => WrongSquare.apply(x[0]), [Parts.X(odd)]);
        var finding = report.Tensors.Single();
        Assert.That(finding.Verdict, Is.EqualTo(Verdict.Wrong), $"{report}");
        Assert.That(finding.Against, Is.EqualTo("differences"));
        Assert.That(finding.Error, Is.GreaterThan(0.1));
    }

    [Test]
    public void A_detach_in_the_forward_of_a_module_is_found()
    {
        using var scope = NewDisposeScope();
        using var module = new Detached();
        var verdicts = GradientCheck.Run(module, Parts.X(odd)).Tensors.ToDictionary(tensor => tensor.Tensor,
            tensor => tensor.Verdict);
        Assert.That(verdicts, Is.EqualTo(new Dictionary<string, Verdict>
        {
            ["first.weight"] = Verdict.Wrong,
            ["first.bias"] = Verdict.Wrong,
            ["second.weight"] = Verdict.Agrees,
            ["second.bias"] = Verdict.Agrees,
            ["input"] = Verdict.Wrong,
        }));
    }

    [Test]
    public void A_function_of_several_tensors_agrees_whatever_is_no_number_is_left_alone()
    {
        using var scope = NewDisposeScope();
        var report = GradientCheck.Run(x => x[0].mm(x[1]).index_select(0, x[2]),
            [Parts.X(3, 5), Parts.X(5, 2), tensor(new long[] { 2, 0, 2 })]);
        Assert.That(report.Passed, Is.True, $"{report}");
        Assert.That(report.Tensors.Select(tensor => tensor.Tensor), Is.EqualTo(new[] { "input", "input[1]" }));
    }

    [Test]
    public void A_kink_is_no_failure_and_no_success()
    {
        using var scope = NewDisposeScope();
        var zero = zeros(odd, ScalarType.Float64);
        var ties = ones([2, 1, 4, 6], ScalarType.Float64);
        foreach (var report in new[]
        {
            GradientCheck.Run(x => x[0].relu(), [zero]),
            GradientCheck.Run(nn.ReLU(), zero),
            GradientCheck.Run(new Relu(), [zero]),
            GradientCheck.Run(new OwnFunction(x => x.relu(), (x, _, dy) => dy * x.gt(0)), [zero]),
            GradientCheck.Run(x => nn.functional.max_pool2d(x[0], 2), [ties]),
            GradientCheck.Run(new MaxPool2d(2), [ties]),
        })
        {
            Assert.That(report.Tensors.Where(tensor => tensor.Tensor == "input").Select(tensor => tensor.Verdict),
                Is.EqualTo(new[] { Verdict.Kink }), $"{report}");
            Assert.That(report.Passed, Is.False);
            Assert.That($"{report}", Does.Contain("samples sit at a kink"));
            Assert.Throws<GradientCheckException>(() => report.ThrowIfFailed());
        }
    }

    [Test]
    public void What_rounding_explains_is_called_rounding()
    {
        using var scope = NewDisposeScope();
        GradientReport Check(double error) =>
            GradientCheck.Run(new OwnFunction(x => x.sin(), (x, _, dy) => dy * x.cos() * (1 + error)), [Parts.X(odd)]);
        Assert.That(Check(0).Tensors.Select(tensor => tensor.Verdict), Is.All.EqualTo(Verdict.Agrees));
        Assert.That(Check(1e-9).Tensors.Select(tensor => tensor.Verdict), Does.Contain(Verdict.Rounding));
        Assert.That(Check(1e-9).Passed, Is.True);
        Assert.That(Check(1e-7).Passed, Is.False);
    }

    [Test]
    public void A_gradient_that_is_not_there_counts_as_zeros()
    {
        using var scope = NewDisposeScope();
        Assert.That(GradientCheck.Run(new OwnFunction(x => x.sin(), (_, _, _) => null), [Parts.X(odd)]).Passed,
            Is.False);
        Assert.That(GradientCheck.Run(new OwnFunction(x => x.sin().round(), (_, _, _) => null), [Parts.X(odd)]).Passed,
            Is.True);
    }

    [Test]
    public void A_forward_may_go_on_with_what_it_keeps_and_return_it()
    {
        using var scope = NewDisposeScope();
        GradientCheck.Run(new Sequence(Parts.Affine(5, 4), new OwnSigmoid()), [Parts.X(odd)]).ThrowIfFailed();
        var (own, dy) = (new OwnSigmoid(), Parts.X(odd));
        own.Forward(Parts.X(odd)).Dispose();
        Assert.That(own.Backward(dy)!.shape, Is.EqualTo(odd));
    }

    [Test]
    public void Where_autograd_does_not_follow_a_forward_differences_decide_alone()
    {
        using var scope = NewDisposeScope();
        static Layer Square(double factor) => new OwnFunction(
            x => tensor(x.data<double>().Select(v => v * v).ToArray()).view(x.shape), (x, _, dy) => factor * x * dy);
        var report = GradientCheck.Run(new Sequence(Parts.Affine(5, 4), Square(2)), [Parts.X(odd)]);
        Assert.That(report.Passed, Is.True, $"{report}");
        Assert.That($"{report}", Does.Contain("agrees, by differences alone: autograd does not follow this forward"));
        Assert.That(GradientCheck.Run(new Sequence(Parts.Affine(5, 4), Square(3)), [Parts.X(odd)]).Passed, Is.False);
        Assert.That(GradientCheck.Run(Square(3), [Parts.X(odd)]).Passed, Is.False);
    }

    [Test]
    public void A_layer_may_add_to_the_gradient_that_a_layer_below_gave_it()
    {
        using var scope = NewDisposeScope();
        GradientCheck.Run(new OwnFork(Parts.Affine(5, 4), Parts.Affine(5, 4), (first, second, dy) =>
            first.Backward(dy)!.add_(second.Backward(dy)!)), [Parts.X(odd)]).ThrowIfFailed();
    }

    [Test]
    public void A_backward_that_lacks_what_forward_did_not_keep_is_told_so()
    {
        var own = new OwnForgetful();
        using (NewDisposeScope()) own.Forward(Parts.X(odd));
        Assert.That(Assert.Throws<InvalidOperationException>(() => own.Backward(Parts.X(odd)))!.Message, Is.EqualTo(
            "OwnForgetful: backward uses a tensor that is released already; keep it in forward, by Keep(tensor)."));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        static OwnFunction Same() => new(x => x * 2, (_, _, dy) => dy * 2);
        static TestCaseData Case(string name, Action run, string message) =>
            new TestCaseData(run, message).SetName($"Refuses_{name}");
        yield return Case("float32", () => GradientCheck.Run(Same(), [randn(odd)]),
            "input: gradient checking needs Float64, got Float32 (a step of 1e-6 drowns in its rounding); call "
                + ".to(ScalarType.Float64).");
        yield return Case("a_module_in_float32", () => GradientCheck.Run(nn.Linear(5, 3), Parts.X(odd)),
            "weight: gradient checking needs Float64, got Float32 (a step of 1e-6 drowns in its rounding); call "
                + ".to(ScalarType.Float64).");
        yield return Case("integers_alone", () => GradientCheck.Run(x => x[0] * 2, [arange(4)]),
            "nothing to check: expected a weight or an input in Float64, got none.");
        yield return Case("a_tensor_that_overlaps_itself",
            () => GradientCheck.Run(Same(), [Parts.X(1, 5).expand(3, 5)]),
            "input: overlaps itself (stride 0 in dimension 0), so one entry cannot be moved alone; call .clone().");
        yield return Case("an_overlapping_input_of_a_module",
            () => GradientCheck.Run(nn.Tanh(), Parts.X(1, 5).expand(3, 5)),
            "input: overlaps itself (stride 0 in dimension 0), so one entry cannot be moved alone; call .clone().");
        yield return Case("NaN", () => GradientCheck.Run(x => x[0] * 2, [Parts.X(odd) / 0 * 0]),
            "input: expected finite values, got NaN or infinity.");
        yield return Case("NaN_that_a_layer_makes",
            () => GradientCheck.Run(new Sequence(Same(), new OwnFunction(x => (-x.abs()).log(), (x, _, dy) => dy / x)),
            [Parts.X(odd)]),
            "1: expected a finite output, got NaN or infinity; choose other inputs.");
        yield return Case("NaN_that_a_function_makes",
            () => GradientCheck.Run(x => (-x[0].abs()).log(), [Parts.X(odd)]),
            "function: expected a finite output, got NaN or infinity; choose other inputs.");
        yield return Case("a_layer_that_is_not_deterministic",
            () => GradientCheck.Run(
            new Sequence(Same(), new OwnFunction(x => x * rand_like(x), (_, _, dy) => dy), Same()), [Parts.X(odd)]),
            "1: its forward is not deterministic, two calls gave different outputs; draw from a generator that "
                + "IRandom names, or switch the randomness off.");
        yield return Case("dropout_in_training",
            () => GradientCheck.Run(nn.Sequential(nn.Tanh(), nn.Dropout(0.5)), Parts.X(odd)),
            "Sequential: its forward is not deterministic, two calls gave different outputs; 1 is a Dropout in "
                + "training: switch it off with eval().");
        yield return Case("what_autograd_does_not_follow",
            () => GradientCheck.Run(x => x[0].detach() * 2, [Parts.X(odd)]),
            "function: autograd does not follow it, its output does not depend on a tensor that is checked.");
        yield return Case("a_weight_gradient_of_another_shape", () => GradientCheck.Run(
            new Sequence(("own",
                new OwnPair("w", Parts.X(6, 5), Parts.X(6), (x, w, b) => x.mm(w.t()) + b,
                v => (v.Dy.mm(v.W), v.X.t().mm(v.Dy), v.Dy.sum(dim: 0))))), [Parts.X(odd)]),
            "own (OwnPair): in its backward, gradient of w1: expected shape (6, 5), got (5, 6).");
        yield return Case("an_input_gradient_of_another_shape", () => GradientCheck.Run(
            new Sequence(("below", Same()), ("own", new OwnFunction(x => x.t(), (_, _, dy) => dy))), [Parts.X(odd)]),
            "own (OwnFunction): its backward gave input a gradient of shape (5, 3), expected (3, 5).");
        yield return Case("a_backward_that_writes_into_dy",
            () => GradientCheck.Run(new OwnFunction(x => x * 2, (_, _, dy) => dy.mul_(2)), [Parts.X(odd)]),
            "OwnFunction: its backward writes into the gradient that it is given, which others may need; write into a clone(), "
                + "or use mul and add for mul_ and add_.");
        yield return Case("an_exception_in_backward", () => GradientCheck.Run(
            new Sequence(("own", new OwnFunction(x => x.sin(), (_, _, _) => throw new NotImplementedException("dx")))),
                [Parts.X(odd)]),
            "own (OwnFunction): its backward threw NotImplementedException: dx");
    }

    [TestCaseSource(nameof(Refused))]
    public void Refuses(Action run, string message)
    {
        using var scope = NewDisposeScope();
        Assert.That(Assert.Catch<ArgumentException>(() => run())!.Message, Is.EqualTo(message));
    }

    [Test]
    public void The_report_reads_well()
    {
        using var scope = NewDisposeScope();
        using var tree = new Sequence(("hidden", Parts.Affine(5, 4)),
            ("squash", new OwnFunction(x => x.tanh(), (_, _, dy) => dy.clone())));
        var report = GradientCheck.Run(tree, [Parts.X(odd)]);
        var lines = $"{report}".TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("Sequence: gradients WRONG"));
        Assert.That(lines[1], Is.EqualTo("  output         (3, 4)  agrees"));
        Assert.That(lines[2],
            Does.Match(@"^  input          \(3, 5\)  WRONG, at \(\d, \d\) -?[\d.e-]+, by autograd -?[\d.e-]+ "
            + @"\(relative error \d\.\de[+-]\d, cosine [\d.]+, ratio [\d.]+\)$"));
        var diagnosis = Array.IndexOf(lines,
            "squash (OwnFunction): the gradient that comes in is right, input is wrong.");
        Assert.That(diagnosis, Is.EqualTo(report.Tensors.Count + 1), $"{report}");
        Assert.That(lines[diagnosis + 1], Does.Match(@"^  1\. .*derivative is missing.* \(explains it exactly\)$"));
        Assert.That(Assert.Throws<GradientCheckException>(() => report.ThrowIfFailed())!.Message, Is.EqualTo($"{report}"));
    }

    [Test]
    public void A_test_can_ask_for_some_gradients_alone()
    {
        using var scope = NewDisposeScope();
        using var tree = new Sequence(("hidden", Parts.Affine(5, 4)),
            ("squash", new OwnFunction(x => x.tanh(), (_, _, dy) => dy.clone())));
        var report = GradientCheck.Run(tree, [Parts.X(3, 5)]);
        Assert.DoesNotThrow(() => report.ThrowIfFailed("output", "squash.output"));
        Assert.Throws<GradientCheckException>(() => report.ThrowIfFailed("output", "hidden.bias"));
        Assert.That(Assert.Throws<ArgumentException>(() => report.ThrowIfFailed("output", "bias"))!.Message,
            Does.StartWith("bias: has no gradient, neither by hand nor by autograd; those of output, input, hidden.output,"));
    }

    [Test]
    public void Json_holds_every_finding_and_diagnosis()
    {
        using var scope = NewDisposeScope();
        using var layer = new OwnFunction(x => x.tanh(), (_, _, dy) => dy.clone());
        var json = JsonDocument.Parse(GradientCheck.Run(layer, [Parts.X(odd)]).ToJson()).RootElement;
        Assert.That(json.GetProperty("name").GetString(), Is.EqualTo("OwnFunction"));
        Assert.That(json.GetProperty("passed").GetBoolean(), Is.False);
        var input = json.GetProperty("tensors").EnumerateArray().Single(tensor =>
            tensor.GetProperty("tensor").GetString() == "input");
        Assert.That(input.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), Is.EqualTo(odd));
        Assert.That(input.GetProperty("verdict").GetString(), Is.EqualTo("wrong"));
        Assert.That(input.GetProperty("against").GetString(), Is.EqualTo("autograd"));
        foreach (var number in new[] { "error", "value", "reference", "cosine", "ratio" })
            Assert.That(input.GetProperty(number).ValueKind, Is.EqualTo(JsonValueKind.Number), number);
        var diagnosis = json.GetProperty("diagnoses").EnumerateArray().Single();
        Assert.That(diagnosis.GetProperty("cause").GetString(), Is.EqualTo("derivativeMissing"));
        Assert.That(diagnosis.GetProperty("suspicions")[0].GetProperty("explains").GetBoolean(), Is.True);
    }

    [TestCase("layers"), TestCase("layers that are wrong"), TestCase("module"), TestCase("function"),
        TestCase("function that is refused"), TestCase("backward that throws")]
    public void Leaves_no_live_tensors_behind(string what)
    {
        using var scope = NewDisposeScope();
        var x = Parts.X(odd);
        using var right = new Sequence(Parts.Affine(5, 4), new Dropout(0.3, DropoutScaling.Inverted, 1),
            new OwnFunction(v => v.tanh(), (_, y, dy) => dy * (1 - y * y)));
        using var wrong = new Sequence(Parts.Affine(5, 4), new OwnFunction(v => v.tanh(), (_, y, dy) => dy * y),
            Parts.Affine(4, 2));
        using var throws = new Sequence(Parts.Affine(5, 4),
            new OwnFunction(v => v.tanh(), (_, _, _) => throw new NotImplementedException()));
        using var module = nn.Sequential(nn.Linear(5, 4, dtype: ScalarType.Float64),
            nn.BatchNorm1d(4, dtype: ScalarType.Float64));
        Action run = what switch
        {
            "layers" => () => Assert.That(GradientCheck.Run(right, [x]).Passed, Is.True),
            "layers that are wrong" => () => Assert.That(GradientCheck.Run(wrong, [x]).Passed, Is.False),
            "module" => () => Assert.That(GradientCheck.Run(module, x).Passed, Is.True),
            "function" => () => Assert.That(GradientCheck.Run(v => v[0].sin(), [x]).Passed, Is.True),
            "function that is refused" => () =>
                Assert.Throws<ArgumentException>(() => GradientCheck.Run(v => v[0] / 0, [x])),
            _ => () => Assert.Catch<ArgumentException>(() => GradientCheck.Run(throws, [x])),
        };
        run();
        var before = LiveTensors.Settled();
        run();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private sealed class WrongSquare : autograd.SingleTensorFunction<WrongSquare>
    {
        public override string Name => nameof(WrongSquare);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).square();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0]];
    }

    private sealed class Detached : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear first, second;

        public Detached() : base(nameof(Detached))
        {
            first = nn.Linear(5, 4);
            second = nn.Linear(4, 3);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var h = first.call(input);
            return second.call(h * h.detach());
        }
    }
}
