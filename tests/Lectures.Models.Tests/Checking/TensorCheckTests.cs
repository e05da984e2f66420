using Lectures.Models.Checking;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class TensorCheckTests
{
    private static TensorCheck Row(ScalarType type = ScalarType.Float64) => new("0", "weight", [3], type);

    [TestCase(0.9e-10, true)]
    [TestCase(1.1e-10, false)]
    public void Float64_agrees_with_autograd_to_1e_10(double error, bool passes)
    {
        using Tensor byHand = tensor(new[] { 1.0, 2 * (1 + error), -0.5 }), autograd = tensor(new[] { 1.0, 2, -0.5 });
        var row = Row();
        row.AgainstAutograd(byHand, autograd, Comparison.Scale(autograd, 0));
        Assert.That(row.Passed, Is.EqualTo(passes));
        Assert.That(row.HandVsAutograd, Is.EqualTo(error).Within(1e-15));
        if (!passes) Assert.That(row.Mismatch!.Index, Is.EqualTo(new[] { 1L }));
    }

    [Test]
    public void The_second_witness_counts_too()
    {
        using Tensor right = tensor(new[] { 1.0, 2 }), wrong = tensor(new[] { 1.0, 3 });
        var row = Row();
        row.AgainstAutograd(right, right, 2);
        row.AgainstAutograd(right, wrong, 2);
        row.AgainstAutograd(right, right, 2);
        Assert.That(row.Passed, Is.False);
        Assert.That(row.HandVsAutograd, Is.EqualTo(0.5));
    }

    [Test]
    public void Other_shapes_do_not_agree()
    {
        using Tensor byHand = ones(2, 3, ScalarType.Float64), autograd = ones(3, 2, ScalarType.Float64);
        TensorCheck wide = Row(), narrow = Row(ScalarType.Float32);
        wide.AgainstAutograd(byHand, autograd, 1);
        narrow.InFloat32(byHand, autograd, autograd, 1);
        Assert.That(wide.NotVerified, Is.EqualTo("expected shape (3, 2), got (2, 3) by hand"));
        Assert.That(narrow.Passed, Is.False);
    }

    // 4 × 2e-6 + 1e-6 of the scale, which is 2: at most 1.8e-5
    [TestCase(1.7e-5, true)]
    [TestCase(1.9e-5, false)]
    public void Float32_may_err_4_times_as_much_as_autograd_and_1e_6(double error, bool passes)
    {
        using Tensor exact = tensor(new[] { 1.0, 0.5 }), autograd = exact + 4e-6, byHand = exact - error;
        var row = Row(ScalarType.Float32);
        row.InFloat32(byHand, autograd, exact, 2);
        Assert.That(row.Passed, Is.EqualTo(passes));
        Assert.That(row.Float32Errors!.Value.Autograd, Is.EqualTo(2e-6).Within(1e-12));
    }

    [TestCase(double.NaN, 1, 1)]
    [TestCase(1, double.PositiveInfinity, 1)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity, 1)]
    [TestCase(1, 1, double.NaN)]
    public void What_is_not_finite_never_passes_in_float32(double byHand, double autograd, double exact)
    {
        using Tensor h = tensor(new[] { byHand }), a = tensor(new[] { autograd }), e = tensor(new[] { exact });
        var row = Row(ScalarType.Float32);
        row.InFloat32(h, a, e, 1);
        Assert.That(row.Passed, Is.False);
    }

    [Test]
    public void A_gradient_left_out_by_hand_does_not_pass()
    {
        using var autograd = tensor(new[] { 0.0, 1e-3 });
        TensorCheck wide = Row(), narrow = Row(ScalarType.Float32);
        wide.AgainstAutograd(null, autograd, 1);
        narrow.InFloat32(null, autograd, autograd, 1);
        Assert.That((wide.Passed, narrow.Passed), Is.EqualTo((false, false)));
    }
}
