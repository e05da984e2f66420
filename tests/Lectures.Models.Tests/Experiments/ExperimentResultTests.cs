using Lectures.Models.Display;
using Lectures.Models.Experiments;
using SkiaSharp;

namespace Lectures.Models.Tests.Experiments;

public sealed class ExperimentResultTests
{
    [Test]
    public void A_figure_is_asked_for_by_name_and_shown_in_a_columns_width()
    {
        var figure = new PerceptronLearning(XorEpochs: 50).Run().Figure("bound");
        var shown = Formatter.Of(figure).Single().Forms;
        Assert.That(shown["text/plain"], Does.StartWith(figure.Caption.English));
        using var picture = SKBitmap.Decode(Convert.FromBase64String(shown["image/png"]));
        Assert.That(picture.Width, Is.InRange(600, 900));
    }

    [Test]
    public void A_figure_that_is_not_there_is_refused_with_the_names_of_those_that_are() =>
        Assert.That(() => new PerceptronLearning(XorEpochs: 50).Run().Figure("lines"), Throws.ArgumentException
            .With.Message.EqualTo("figure: expected line, bound, xor, got 'lines'."));
}
