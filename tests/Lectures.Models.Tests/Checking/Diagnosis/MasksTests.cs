using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>A dropout that is not the library's: what is wrong with its mask is read off the gradient.</summary>
public class MasksTests
{
    [TestCase(MaskUse.Anew, "drawn anew")]
    [TestCase(MaskUse.None, "not applied")]
    [TestCase(MaskUse.Unscaled, "another scale")]
    public void A_users_own_dropout_is_told_what_its_mask_does(MaskUse use, string says)
    {
        using var scope = NewDisposeScope();
        using var layer = new OwnDropout(use);
        using var generator = new Generator(5);

        var report = GradientCheck.Run(layer, [randn(7, 5, dtype: ScalarType.Float64, generator: generator)]);

        var suspicion = report.Diagnoses.Single().Suspicions[0];
        Assert.That((suspicion.Cause, suspicion.Explains), Is.EqualTo((Cause.Mask, true)), $"{report}");
        Assert.That(suspicion.Sentence, Does.Contain(says));
    }

    [Test]
    public void A_right_dropout_passes()
    {
        using var scope = NewDisposeScope();
        using var layer = new OwnDropout(MaskUse.Right);
        using var generator = new Generator(5);

        Assert.That(GradientCheck.Run(layer, [randn(7, 5, dtype: ScalarType.Float64, generator: generator)]).Passed);
    }

    public enum MaskUse
    {
        Right, Anew, None, Unscaled,
    }

    private sealed class OwnDropout(MaskUse use) : Layer, IRandom
    {
        private Tensor mask = null!;

        public Generator Generator { get; } = new(4);

        protected override Tensor ForwardCore(Tensor x)
        {
            mask = Keep(Draw(x));
            return x * mask;
        }

        protected override Tensor BackwardCore(Tensor dy) => use switch
        {
            MaskUse.Anew => dy * Draw(dy),
            MaskUse.None => dy.clone(),
            MaskUse.Unscaled => dy * mask.ne(0),
            _ => dy * mask,
        };

        protected override void OnDispose() => Generator.Dispose();

        private Tensor Draw(Tensor x) => rand(x.shape, x.dtype, generator: Generator).lt(0.6).to(x.dtype) / 0.6;
    }
}
