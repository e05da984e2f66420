using Lectures.Models.Figures;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>What the convolutions and pools of a network make of an image.</summary>
public static class FeatureMaps
{
    /// <summary>The maps after every activation and pool that follow a convolution.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">Images (N,C,H,W); the first is looked at.</param>
    /// <param name="most">How many maps of each layer.</param>
    /// <returns>A row for each, from the image upwards.</returns>
    public static IReadOnlyList<ImageRow> Of(Cnn net, Tensor x, int most = 16)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (rows, number, before) = (new List<ImageRow>(), 0, "");
        foreach (var (_, part) in net.named_children().TakeWhile(named => named.module is not TorchSharp.Modules.Flatten))
        {
            x = ((nn.Module<Tensor, Tensor>)part).call(x);
            before = part switch
            {
                TorchSharp.Modules.Conv2d => $"convolution {++number}",
                TorchSharp.Modules.MaxPool2d or TorchSharp.Modules.AvgPool2d => $"{before}, pooling",
                _ => $"{before}, {part.GetName()}",
            };
            if (part is TorchSharp.Modules.Conv2d) continue;
            var shown = Math.Min(most, x.size(1));
            rows.Add(new("", PixelImages.All(x[0].narrow(0, 0, shown)))
            { Heading = $"{before}: {(shown < x.size(1) ? $"{shown} of " : "")}{x.size(1)} maps of {x.size(2)}×{x.size(3)}" });
        }
        return rows;
    }
}
