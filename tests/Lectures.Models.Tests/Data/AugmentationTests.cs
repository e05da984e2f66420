using Lectures.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public sealed class AugmentationTests
{
    private const int Count = 300, Height = 33, Width = 41;        // unequal and odd: the centre is a pixel

    private DisposeScope scope = null!;

    [SetUp]
    public void OpenScope()
    {
        set_num_threads(1);
        scope = NewDisposeScope();
    }

    [TearDown]
    public void CloseScope() => scope.Dispose();

    [Test]
    public void Zero_amounts_change_nothing()
    {
        var images = rand([5, 1, 7, 9], ScalarType.Float64);
        Assert.That(new Augmentation().Any, Is.False);
        Assert.That(Largest(Varied(new(), images) - images), Is.Zero);
    }

    [TestCase(1, 0, 0, 0)]
    [TestCase(0, 1, 0, 0)]
    [TestCase(0, 0, 1, 0)]
    [TestCase(0, 0, 0, 1)]
    public void A_tiny_amount_changes_little(double shift, double rotation, double scale, double elastic)
    {
        const double tiny = 1e-6;
        var images = rand([5, 1, 7, 9], ScalarType.Float64);
        var varied = Varied(new(shift * tiny, rotation * tiny, scale * tiny, elastic * tiny), images);
        // a value moves by a displacement times the step to its neighbour, at most 1; elastic up to 4 σ
        Assert.That(Largest(varied - images), Is.InRange(1e-10, 8 * tiny));
    }

    [Test]
    public void A_shift_moves_the_centre_of_mass_and_nothing_else()
    {
        var image = Blob(3, 3);
        var before = new Moments(image);
        var after = new Moments(Varied(new(Shift: 4), image));
        // bilinear interpolation keeps mass and centre exactly where nothing leaves the image
        Assert.That(Largest(after.Mass / before.Mass - 1), Is.LessThan(1e-9));
        foreach (var moved in (Tensor[])[after.X - before.X, after.Y - before.Y])
        {
            Assert.That(Largest(moved), Is.InRange(3.9, 4 + 1e-9), "the whole range is used");
            // standard error 4 √(1/3) / √300 = 0.13
            Assert.That(moved.mean().item<double>(), Is.EqualTo(0).Within(0.5), "both directions");
        }
        Assert.That(Correlation(after.X, after.Y), Is.LessThan(0.2), "across and down on their own");
        // interpolation blurs by at most 1/4 pixel² on each axis
        Assert.That(Largest(after.Across - before.Across), Is.LessThan(0.26));
        Assert.That(Largest(after.Down - before.Down), Is.LessThan(0.26));
    }

    [Test]
    public void A_rotation_turns_about_the_centre_by_at_most_its_angle()
    {
        var image = Blob(6, 2);
        var before = new Moments(image);
        var after = new Moments(Varied(new(Rotation: 30), image));
        Assert.That(Largest(after.X - before.X), Is.LessThan(0.02));
        Assert.That(Largest(after.Y - before.Y), Is.LessThan(0.02));
        Assert.That(Largest(after.Mass / before.Mass - 1), Is.LessThan(0.01));
        var angle = after.Angle * (180 / Math.PI);
        Assert.That(angle.max().item<double>(), Is.EqualTo(30).Within(0.6));
        Assert.That(angle.min().item<double>(), Is.EqualTo(-30).Within(0.6));
        Assert.That(angle.mean().item<double>(), Is.EqualTo(0).Within(4));       // standard error 30 √(1/3) / √300 = 1
        // no shear: the main axes stay as long as they were, but for the blur of the interpolation
        Assert.That(Largest(after.Longest - before.Longest), Is.LessThan(0.3));
        Assert.That(Largest(after.Shortest - before.Shortest), Is.LessThan(0.3));
    }

    [Test]
    public void A_scale_enlarges_both_directions_alike()
    {
        var image = Blob(4, 3);
        var before = new Moments(image);
        var after = new Moments(Varied(new(Scale: 0.25), image));
        var zoom = (after.Mass / before.Mass).sqrt();
        Assert.That(zoom.max().item<double>(), Is.EqualTo(1.25).Within(0.02));
        Assert.That(zoom.min().item<double>(), Is.EqualTo(0.75).Within(0.02));
        Assert.That(Largest(after.Across / before.Across / zoom.square() - 1), Is.LessThan(0.06));
        Assert.That(Largest(after.Down / before.Down / zoom.square() - 1), Is.LessThan(0.06));
        Assert.That(Largest(after.X - before.X), Is.LessThan(1e-9));
    }

    [Test]
    public void Elastic_moves_places_by_its_standard_deviation_each_its_own_way()
    {
        var (left, right) = (Blob(1, 1, -14), Blob(1, 1, 14));
        var elastic = new Augmentation(Elastic: 1.5);
        var (a, b) = (new Moments(Varied(elastic, left)), new Moments(Varied(elastic, right)));
        foreach (var moved in (Tensor[])[a.X, a.Y, b.X, b.Y])
        {
            // between two points of the grid the displacement is an average of both, down to 0.7 σ
            Assert.That(moved.std().item<double>(), Is.InRange(0.6 * 1.5, 1.2 * 1.5));
        }
        Assert.That(Correlation(a.X, b.X), Is.LessThan(0.2));
        Assert.That(Correlation(a.X, a.Y), Is.LessThan(0.2));
    }

    [Test]
    public void Mass_is_roughly_kept_when_all_is_combined()
    {
        var image = Blob(4, 3);
        var mass = new Moments(Varied(new(2, 15, 0.1, 0.5), image)).Mass / new Moments(image).Mass;
        Assert.That(mass.max().item<double>(), Is.LessThan(1.6));          // 1.1² by scale, the rest by elastic
        Assert.That(mass.min().item<double>(), Is.GreaterThan(0.6));
        Assert.That(mass.mean().item<double>(), Is.EqualTo(1).Within(0.06));
    }

    [Test]
    public void One_interpolation_serves_all()
    {
        var image = zeros(Count, 1, Height, Width, ScalarType.Float64);
        image[.., 0, Height / 2, Width / 2] = 1;
        var touched = (Varied(new(3, 20, 0.1), image) > 0).sum([1L, 2, 3]).to(ScalarType.Float64);
        // a pixel reaches those taken from within 1 of it, 2×2 of them; interpolated twice it would reach 3×3 and more
        Assert.That(touched.mean().item<double>(), Is.EqualTo(4).Within(0.2));
    }

    [Test]
    public void The_generator_alone_decides()
    {
        var images = rand([6, 1, 9, 11]);
        var augmentation = new Augmentation(1, 10, 0.1, 0.5);
        var first = Varied(augmentation, images, 7);
        manual_seed(1);
        Assert.That(Largest(Varied(augmentation, images, 7) - first), Is.Zero);
        Assert.That(Largest(Varied(augmentation, images, 8) - first), Is.GreaterThan(0.1));
    }

    [Test]
    public void The_images_are_not_written_to_and_nothing_leaks()
    {
        var images = rand([6, 1, 9, 11]);
        var copy = images.clone();
        using var random = new Generator(1);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        new Augmentation(1, 10, 0.1, 0.5).Apply(images, random).Dispose();
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
        Assert.That(Largest(images - copy), Is.Zero);
    }

    [Test]
    public void An_amount_out_of_range_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new Augmentation(Scale: 1))!;
        Assert.That(error.Message, Is.EqualTo("Scale: expected a share in [0, 1), got 1."));
        error = Assert.Throws<ArgumentException>(() => _ = new Augmentation() with { Rotation = double.NaN })!;
        Assert.That(error.Message, Is.EqualTo("Rotation: expected a finite number of at least 0, got NaN."));
        Assert.Throws<ArgumentException>(() => _ = new Augmentation(Shift: -1));
        Assert.Throws<ArgumentException>(() => _ = new Augmentation(Elastic: -1));
    }

    [Test]
    public void Images_of_several_channels_are_refused()
    {
        var images = rand(2, 3, 5, 5);
        using var random = new Generator(1);
        var error = Assert.Throws<ArgumentException>(() => new Augmentation(Shift: 1).Apply(images, random))!;
        Assert.That(error.Message, Is.EqualTo("images: expected shape (N, 1, H, W), got (2, 3, 5, 5)."));
    }

    private static Tensor Varied(Augmentation augmentation, Tensor images, ulong seed = 5)
    {
        using var random = new Generator(seed);
        return augmentation.Apply(images, random);
    }

    /// <summary>The same normal blob many times, so wide across and down, right of the centre by an offset.</summary>
    private static Tensor Blob(double across, double down, double offset = 0)
    {
        var x = (arange(Width, ScalarType.Float64) - Width / 2 - offset) / across;
        var y = (arange(Height, ScalarType.Float64) - Height / 2) / down;
        var blob = (-(x.square() + y.square().unsqueeze(1)) / 2).exp();
        return blob.where(blob > 1e-3, 0).expand(Count, 1, Height, Width);
    }

    private static double Largest(Tensor x) => x.abs().max().to(ScalarType.Float64).item<double>();

    private static double Correlation(Tensor a, Tensor b) =>
        Math.Abs(((a - a.mean()) * (b - b.mean())).mean().item<double>() / (a.std() * b.std()).item<double>());

    /// <summary>Mass, centre and second moments of each image, in pixels; y grows downwards, angles clockwise.</summary>
    private sealed class Moments(Tensor images)
    {
        private readonly Tensor x = arange(Width, ScalarType.Float64) - Width / 2;
        private readonly Tensor y = (arange(Height, ScalarType.Float64) - Height / 2).unsqueeze(1);

        public Tensor Mass => images.sum([1L, 2, 3]);
        public Tensor X => Mean(x);
        public Tensor Y => Mean(y);
        public Tensor Across => Mean(x.square()) - X.square();
        public Tensor Down => Mean(y.square()) - Y.square();
        public Tensor Angle => (2 * Mixed).atan2(Across - Down) / 2;
        public Tensor Longest => (Across + Down) / 2 + Spread;
        public Tensor Shortest => (Across + Down) / 2 - Spread;

        private Tensor Mixed => Mean(x * y) - X * Y;
        private Tensor Spread => (((Across - Down) / 2).square() + Mixed.square()).sqrt();

        private Tensor Mean(Tensor weight) => (images * weight).sum([1L, 2, 3]) / Mass;
    }
}
