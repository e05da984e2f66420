using Lectures.Models.Data;
using Lectures.Models.Tests.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public class CodePatternsTests
{
    [Test]
    public void What_is_read_and_reproduced_is_the_code()
    {
        using var scope = NewDisposeScope();
        var weight = rand(Tasks.Height * Tasks.Width, 4).requires_grad_();
        using var images = Tasks.Images(11, ImageLayout.Flat);
        using var codes = new CodePatterns(images, x => x.mm(weight));
        var chosen = tensor(new long[] { 8, 2 });
        var batch = codes.Take(chosen);
        Assert.That(batch.Inputs.Single(), Is.SameAs(batch.Target));
        Assert.That(batch.Target.requires_grad, Is.False);
        Assert.That(batch.Target.data<float>().ToArray(),
            Is.EqualTo(images.Take(chosen).Inputs[0]!.mm(weight).detach().data<float>().ToArray()));
        Assert.That(codes.Count, Is.EqualTo(11));
        Assert.That(codes.Classes, Is.SameAs(images.Classes));
    }

    [Test]
    public void Images_vary_before_they_are_encoded()
    {
        using var scope = NewDisposeScope();
        using var images = Tasks.Images(11, ImageLayout.Flat, new(2));
        using var codes = new CodePatterns(images, x => x * 2);
        using var random = new Generator(1);
        var varied = codes.Take(arange(11, ScalarType.Int64), random).Target;
        Assert.That(varied.equal(codes.Take(arange(11, ScalarType.Int64)).Target).all().item<bool>(), Is.False);
    }
}
