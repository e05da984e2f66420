using Lectures.Models.Data;
using Lectures.Models.Data.Planes;

namespace Lectures.Models.Tests.Data.Planes;

public class PointsFileTests
{
    private string path = null!;

    [SetUp]
    public void Name() => path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");

    [TearDown]
    public void Remove() => File.Delete(path);

    [Test]
    public void Example_7_1_has_100_points_in_two_classes()
    {
        var points = PointsFile.Example71();
        Assert.That(points.Count, Is.EqualTo(100));
        Assert.That(points.All.Count(point => point.Class == 1), Is.EqualTo(50).Within(2));
        Assert.That(points.All[0], Is.EqualTo(new PlanePoint(-1.276169962422341, -1.1522974670008312, 1)));
    }

    [Test]
    public void Reads_points_with_or_without_a_line_of_names()
    {
        foreach (var head in (ReadOnlySpan<string>)["", "x1,x2,class\n"])
        {
            File.WriteAllText(path, head + "1.5, -2e-1 ,0\n\n-3,4,2\n");
            var points = PointsFile.Load(path);
            Assert.That(points.All, Is.EqualTo(new PlanePoint[] { new(1.5, -0.2, 0), new(-3, 4, 2) }));
            Assert.That(points.Classes, Is.EqualTo(3));
        }
    }

    [TestCase("", "expected lines x1,x2,class, found none.")]
    [TestCase("1,2\n", "line 1: expected x1,x2,class (two numbers and a class from 0 to 6), got '1,2'.")]
    [TestCase("1,2,0\nNaN,2,1\n", "line 2: expected x1,x2,class (two numbers and a class from 0 to 6), got 'NaN,2,1'.")]
    [TestCase("1,2,-1\n", "line 1: expected x1,x2,class (two numbers and a class from 0 to 6), got '1,2,-1'.")]
    [TestCase("1,2,7\n", "line 1: expected x1,x2,class (two numbers and a class from 0 to 6), got '1,2,7'.")]
    public void A_wrong_line_is_named(string text, string message)
    {
        File.WriteAllText(path, text);
        Assert.That(() => PointsFile.Load(path),
            Throws.InstanceOf<DataException>().With.Message.EqualTo($"{path}: {message}"));
    }
}
