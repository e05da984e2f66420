using Lectures.Models.Checking;
using Lectures.Models.Experiments;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class FeatureMapsTests
{
    [Test]
    public void Every_activation_and_pool_before_the_dense_layers_is_a_row_of_maps()
    {
        using var scope = NewDisposeScope();
        using var net = Seeded.Build(1, () => new Cnn(new(12, 11) { Filters = [3, 5], PoolFirst = false }), ScalarType.Float32);
        var x = rand(2, 1, 12, 11);
        var rows = FeatureMaps.Of(net, x, most: 4);
        Assert.That(rows.Select(row => row.Heading), Is.EqualTo(new[]
        {
            "convolution 1, ReLU: 3 maps of 10×9", "convolution 1, ReLU, pooling: 3 maps of 5×4",
            "convolution 2, ReLU: 4 of 5 maps of 3×2", "convolution 2, ReLU, pooling: 4 of 5 maps of 1×1",
        }));
        Assert.That(rows.Select(row => row.Images.Count), Is.EqualTo(new[] { 3, 3, 4, 4 }));
        using var first = nn.functional.conv2d(
            x, net.get_parameter("0.weight")!, net.get_parameter("0.bias")!).relu();
        Assert.That(rows[0].Images[2].Pixels[4, 7], Is.EqualTo(first[0, 2, 4, 7].item<float>()).Within(1e-6));
    }
}
