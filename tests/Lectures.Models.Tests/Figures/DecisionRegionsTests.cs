using Lectures.Models.Figures;
using ScottPlot;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class DecisionRegionsTests
{
    private static readonly Extent extent = new(-3, 5, 10, 14);

    [Test]
    public void Centres_run_along_the_first_axis_from_the_lower_left_corner() =>
        Assert.That(extent.Centres(2, 4), Is.EqualTo(new[]
        {
            (-2, 11), (0, 11), (2, 11), (4, 11), (-2, 13), (0, 13), (2, 13), (4, 13),
        }));

    [Test]
    public void Each_cell_has_the_light_colour_of_its_class()
    {
        using var pixels = new Pixels(
            new DecisionRegions([new(new double[,] { { 0, 1, 2 }, { 2, 2, double.NaN } }, extent)]));
        Assert.That(pixels.At(-2, 11), Is.EqualTo(Light(0)));
        Assert.That(pixels.At(1, 11), Is.EqualTo(Light(1)));
        Assert.That(pixels.At(-2, 13), Is.EqualTo(Light(2)));
        Assert.That(pixels.At(4, 13), Is.EqualTo(ColourMap.Missing));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void Scores_are_blue_below_the_border_and_vermillion_above()
    {
        using var pixels = new Pixels(
            new DecisionRegions([new(new[,] { { -1, -0.5, 0.5, 1 } }, extent)]) { Score = new(-1, 1) });
        var colours = ((double[])[-2.5, -0.5, 2.5, 4.5]).Select(x => pixels.At(x, 12)).ToList();
        Assert.That(colours.Select(colour => colour.B > colour.R), Is.EqualTo(new[] { true, true, false, false }));
        Assert.That(colours[0].R, Is.LessThan(colours[1].R));
    }

    [Test]
    public void The_contour_passes_where_the_score_is_half_way()
    {
        // s = x₁ + x₂, linear: the contour is the straight line x₁ + x₂ = 11.
        var values = new double[5, 7];
        foreach (var ((x1, x2), k) in extent.Centres(5, 7).Select((centre, k) => (centre, k)))
            values[k / 7, k % 7] = x1 + x2;
        var segments = Contour.Of(values, extent, 11);
        Assert.That(segments, Is.Not.Empty);
        foreach (var (from, to) in segments)
        {
            Assert.That(from.X + from.Y, Is.EqualTo(11).Within(1e-12));
            Assert.That(to.X + to.Y, Is.EqualTo(11).Within(1e-12));
        }
    }

    [Test]
    public void A_saddle_has_two_pieces_that_part_the_higher_corners_by_their_mean()
    {
        foreach (var (high, isJoined) in ((double, bool)[])[(3, true), (0.5, false)])
        {
            var segments = Contour.Of(new[,] { { high, -1 }, { -1, high } }, new Extent(0, 2, 0, 2), 0);
            Assert.That(segments, Has.Count.EqualTo(2));
            // Joined, each piece cuts off a low corner, (1.5, 0.5) or (0.5, 1.5).
            Assert.That(segments.All(s => Math.Abs((s.From.X + s.To.X - s.From.Y - s.To.Y) / 2) > 0.1),
                Is.EqualTo(isJoined));
        }
    }

    [Test]
    public void A_line_ends_where_it_leaves_the_plane()
    {
        Assert.That(new PlaneLine(-12, 0, 1, "flat").Clip(extent), Is.EqualTo(((-3.0, 12.0), (5.0, 12.0))));
        Assert.That(new PlaneLine(-1, 1, 0, "steep").Clip(extent), Is.EqualTo(((1.0, 10.0), (1.0, 14.0))));
        Assert.That(new PlaneLine(-9, -1, 1, "slanted").Clip(extent), Is.EqualTo(((1.0, 10.0), (5.0, 14.0))));
        Assert.That(new PlaneLine(0, 0, 1, "outside").Clip(extent), Is.Null);
        Assert.That(new PlaneLine(9, 0, 0, "none").Clip(extent), Is.Null);
        Assert.That(new PlaneLine(double.NaN, 1, 1, "lost").Clip(extent), Is.Null);
    }

    [Test]
    public void Classes_differ_in_shape_and_test_points_are_hollow()
    {
        using var figure = new DecisionRegions([new(new double[1, 1], extent)
        {
            Points = [new(0, 12, 0), new(1, 12, 1)],
            TestPoints = [new(2, 12, 1)],
        }]).Draw();
        var markers = figure.Panels[0].GetPlottables<Markers>()
            .ToDictionary(points => points.Data.GetScatterPoints()[0].X, points => points.MarkerStyle);
        Assert.That(markers[0].Shape, Is.Not.EqualTo(markers[1].Shape));
        Assert.That(markers[2].Shape, Is.EqualTo(markers[1].Shape));
        Assert.That(markers[2].FillColor, Is.EqualTo(Colors.White));
        Assert.That(markers[2].OutlineColor, Is.EqualTo(markers[1].FillColor));
    }

    [Test]
    public void The_same_regions_give_the_same_png()
    {
        var regions = new DecisionRegions([new(new[,] { { 0.2, 0.9 }, { 0.4, double.NaN } }, extent)
        { Points = [new(0, 12, 0)], Lines = [new(-12, 0, 1, "unit 1")] }])
        { Score = new(0, 1), Title = "Once" };
        using Figure one = regions.Draw(), other = regions.Draw();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [Test]
    public void Five_panels_stand_in_two_rows()
    {
        var panel = new RegionPanel(new double[1, 1], new Extent(0, 1, 0, 1)) { Title = "units" };
        using Figure one = new DecisionRegions([panel]).Draw(),
            five = new DecisionRegions([.. Enumerable.Repeat(panel, 5)]).Draw();
        Assert.That(five.Width, Is.InRange(2.9 * one.Width, 3.1 * one.Width));
        Assert.That(five.Height, Is.InRange(1.7 * one.Height, 2 * one.Height));
    }

    [Test]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.That(() => Draw(new double[0, 3], extent), Throws.ArgumentException
            .With.Message.EqualTo("Values: expected at least one row and column, got (0, 3)."));
        Assert.That(() => Draw(new[,] { { 0.5 } }, extent), Throws.ArgumentException
            .With.Message.EqualTo("class: expected a whole number from 0 to 6, got 0.5."));
        Assert.That(() => Draw(new double[1, 1], new Extent(1, 1, 0, 2)), Throws.ArgumentException
            .With.Message.EqualTo("Extent: expected left < right and bottom < top, got 1 to 1 and 0 to 2."));
        Assert.That(() => new DecisionRegions([new(new double[1, 1], extent)]) { Score = new(1, 0) }.Draw(),
            Throws.ArgumentException.With.Message.EqualTo("Score: expected low < high, got 1 and 0."));
    }

    private static Figure Draw(double[,] values, Extent extent) => new DecisionRegions([new(values, extent)]).Draw();

    private static Color Light(int number) => Colors.White.MixedWith(HouseStyle.Palette[number], 0.32);
}
