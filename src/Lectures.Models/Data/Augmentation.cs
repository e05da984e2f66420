using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Varies images while a model learns, each by a random amount of its own: one transformation and one
/// interpolation for shift, rotation, scale and elastic together.</summary>
/// <param name="Shift">Up to so many pixels in each direction.</param>
/// <param name="Rotation">Up to so many degrees to either side.</param>
/// <param name="Scale">Up to so large a share larger or smaller.</param>
/// <param name="Elastic">Standard deviation of a smooth random displacement, in pixels.</param>
public sealed record Augmentation(double Shift = 0, double Rotation = 0, double Scale = 0, double Elastic = 0)
{
    /// <summary>Whether anything varies.</summary>
    public bool Any => Shift > 0 || Rotation > 0 || Scale > 0 || Elastic > 0;

    /// <summary>The images varied; what comes into view from outside is 0.</summary>
    /// <param name="images">(N,1,H,W), floating point.</param>
    /// <param name="random">Decides the amounts.</param>
    /// <returns>(N,1,H,W), in the caller's dispose scope.</returns>
    public Tensor Apply(Tensor images, Generator random)
    {
        Expect.Shape(images, ["N", 1, "H", "W"]);
        if (!Any) return images;
        using var scope = NewDisposeScope();
        var (n, height, width) = (images.size(0), images.size(2), images.size(3));
        // Where each pixel is taken from, in [−1, 1]²: θ = [A | t], A a turn and a scale, t a shift.
        var angle = Uniform(Rotation * Math.PI / 180);
        var zoom = 1 + Uniform(Scale);
        var (cos, sin) = (angle.cos() / zoom, angle.sin() / zoom);
        var (right, down) = (Uniform(2 * Shift / width), Uniform(2 * Shift / height));
        var theta = stack([cos, -sin * ((double)height / width), right, sin * ((double)width / height), cos, down], 1)
            .view(n, 2, 3);
        var grid = nn.functional.affine_grid(theta, [n, 1, height, width], align_corners: false);     // (N,H,W,2)
        if (Elastic > 0) grid += Displacement();
        return nn.functional.grid_sample(
            images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false)
            .MoveToOuterDisposeScope();

        Tensor Uniform(double most) => (rand(n, images.dtype, generator: random) * 2 - 1) * most;

        // A coarse random field, enlarged smoothly: about as smooth as a Gaussian filter of 4 pixels leaves it.
        Tensor Displacement()
        {
            var coarse = randn([n, 2, Math.Max(2, height / 6), Math.Max(2, width / 6)], images.dtype, generator: random);
            var field = nn.functional.interpolate(
                coarse, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);       // (N,2,H,W)
            var pixel = tensor(new[] { 2.0 / width, 2.0 / height }, images.dtype) * Elastic;
            return field.permute(0, 2, 3, 1) * pixel;                                                  // (N,H,W,2)
        }
    }
}
