using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Varies images while a model learns, each by random amounts of its own: one transformation and one
/// interpolation for shift, rotation, scale and elastic together.</summary>
/// <param name="Shift">Up to so many pixels in each direction.</param>
/// <param name="Rotation">Up to so many degrees to either side.</param>
/// <param name="Scale">Up to so large a share larger or smaller, in [0, 1).</param>
/// <param name="Elastic">Standard deviation, in pixels, of the points of a coarse grid; between them the displacement
/// is smooth.</param>
public sealed record Augmentation(double Shift = 0, double Rotation = 0, double Scale = 0, double Elastic = 0)
{
    /// <summary>Pixels from one point of the elastic grid to the next.</summary>
    private const int Coarse = 7;

    /// <summary>Up to so many pixels in each direction.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite.</exception>
    public double Shift { get; init => field = Expect.NotNegative(value, nameof(Shift)); } =
        Expect.NotNegative(Shift);

    /// <summary>Up to so many degrees to either side.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite.</exception>
    public double Rotation { get; init => field = Expect.NotNegative(value, nameof(Rotation)); } =
        Expect.NotNegative(Rotation);

    /// <summary>Up to so large a share larger or smaller.</summary>
    /// <exception cref="ArgumentException">It is not in [0, 1).</exception>
    public double Scale { get; init => field = Expect.Share(value, nameof(Scale)); } = Expect.Share(Scale);

    /// <summary>Standard deviation of the elastic grid's points, in pixels.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite.</exception>
    public double Elastic { get; init => field = Expect.NotNegative(value, nameof(Elastic)); } =
        Expect.NotNegative(Elastic);

    /// <summary>Whether anything varies.</summary>
    public bool Any => Shift > 0 || Rotation > 0 || Scale > 0 || Elastic > 0;

    /// <summary>The images varied; what comes into view from outside is 0.</summary>
    /// <param name="images">(N,1,H,W), floating point; not written to.</param>
    /// <param name="random">Decides the amounts, and nothing else does.</param>
    /// <returns>(N,1,H,W), in the caller's dispose scope; the images themselves when nothing varies.</returns>
    public Tensor Apply(Tensor images, Generator random)
    {
        Expect.Shape(images, ["N", 1, "H", "W"]);
        Expect.FloatingPoint(images);
        if (!Any) return images;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (height, width) = (images.size(2), images.size(3));
        var grid = nn.functional.affine_grid(Affine(images, random), images.shape, align_corners: false);   // (N,H,W,2)
        if (Elastic > 0) grid.add_(Displacement(images, random));
        return nn.functional.grid_sample(
            images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false)
            .MoveToOuterDisposeScope();
    }

    // Where pixel p of the result is taken from: p′ = A p + t, A a turn by φ and a scale 1/z, t a shift; (x, y) in
    // [−1, 1]², so that a pixel across is 2/W and one down 2/H:
    // θ = [A | t] = [ cos φ / z        −sin φ / z · H/W   tₓ ]
    //               [ sin φ / z · W/H   cos φ / z         t_y ]
    private Tensor Affine(Tensor images, Generator random)
    {
        var (n, height, width) = (images.size(0), (double)images.size(2), (double)images.size(3));
        var amounts = rand([4, n], images.dtype, images.device, generator: random).mul_(2).sub_(1);         // U(−1, 1)
        var angle = amounts[0].mul_(Rotation * Math.PI / 180);
        var zoom = amounts[1].mul_(Scale).add_(1);
        var (across, down) = (amounts[2].mul_(2 * Shift / width), amounts[3].mul_(2 * Shift / height));
        var (cos, sin) = (angle.cos().div_(zoom), angle.sin().div_(zoom));
        return stack([cos, sin * (-height / width), across, sin * (width / height), cos, down], 1).view(n, 2, 3);
    }

    // Normal displacements of a coarse grid's points, between them bicubic.
    private Tensor Displacement(Tensor images, Generator random)
    {
        var (n, height, width) = (images.size(0), images.size(2), images.size(3));
        var points = randn(
            [n, 2, Math.Max(2, height / Coarse), Math.Max(2, width / Coarse)],
            images.dtype, images.device, generator: random);
        var pixel = tensor([2 * Elastic / width, 2 * Elastic / height], images.dtype, images.device);
        return nn.functional.interpolate(
            points.mul_(pixel.view(2, 1, 1)), [height, width], mode: InterpolationMode.Bicubic, align_corners: false)
            .permute(0, 2, 3, 1);                                                                           // (N,H,W,2)
    }
}
