using Lectures.Models.Display;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Display;

public class TensorTextTests
{
    // What repr() of PyTorch 2.6 gives for the same tensors.
    private static readonly (Func<Tensor> Tensor, string Text)[] cases =
    [
        (() => tensor(new[,] { { 1.5f, 2.25f }, { -3.125f, 0.03125f } }),
            """
            tensor([[ 1.5000,  2.2500],
                    [-3.1250,  0.0312]])
            """),
        (() => tensor(new[] { 0.03125f, 0.09375f, 0.15625f, -0.03125f }),
            "tensor([ 0.0312,  0.0938,  0.1562, -0.0312])"),
        (() => tensor(new[] { 1f, 2, 3 }), "tensor([1., 2., 3.])"),
        (() => tensor(new[] { 1f, 1000, 2000 }), "tensor([1.0000e+00, 1.0000e+03, 2.0000e+03])"),
        (() => tensor(new[] { 1e-5f, 1 }), "tensor([1.0000e-05, 1.0000e+00])"),
        (() => tensor(new[] { 100005f, 1 }), "tensor([1.0000e+05, 1.0000e+00])"),
        (() => tensor(new[] { float.NaN, 1, float.PositiveInfinity, float.NegativeInfinity }),
            "tensor([nan, 1., inf, -inf])"),
        (() => tensor(new[] { float.NaN, 1.5f }), "tensor([   nan, 1.5000])"),
        (() => tensor(new[] { 0f }), "tensor([0.])"),
        (() => tensor(3.14159f), "tensor(3.1416)"),
        (() => tensor(7L), "tensor(7)"),
        (() => tensor(new[] { true, false }), "tensor([ True, False])"),
        (() => tensor(new[] { 1L, -200, 30 }), "tensor([   1, -200,   30])"),
        (() => tensor(new[] { 1, 2 }), "tensor([1, 2], dtype=torch.int32)"),
        (() => tensor(new byte[] { 1, 255 }), "tensor([  1, 255], dtype=torch.uint8)"),
        (() => tensor(new[] { 1.5 }), "tensor([1.5000], dtype=torch.float64)"),
        (() => tensor(new[] { 1.5f, -2 }).bfloat16(), "tensor([ 1.5000, -2.0000], dtype=torch.bfloat16)"),
        (() => zeros(2, 0), "tensor([], size=(2, 0))"),
        (() => zeros(0, int64), "tensor([], dtype=torch.int64)"),
        (() => zeros(0, 3, float64), "tensor([], size=(0, 3), dtype=torch.float64)"),
        (() => arange(30f),
            """
            tensor([ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13.,
                    14., 15., 16., 17., 18., 19., 20., 21., 22., 23., 24., 25., 26., 27.,
                    28., 29.])
            """),
        (() => arange(24).reshape(2, 3, 4),
            """
            tensor([[[ 0,  1,  2,  3],
                     [ 4,  5,  6,  7],
                     [ 8,  9, 10, 11]],

                    [[12, 13, 14, 15],
                     [16, 17, 18, 19],
                     [20, 21, 22, 23]]])
            """),
        (() => arange(1001f), "tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])"),
        (() => arange(1200f).reshape(30, 40),
            """
            tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 3.7000e+01, 3.8000e+01,
                     3.9000e+01],
                    [4.0000e+01, 4.1000e+01, 4.2000e+01,  ..., 7.7000e+01, 7.8000e+01,
                     7.9000e+01],
                    [8.0000e+01, 8.1000e+01, 8.2000e+01,  ..., 1.1700e+02, 1.1800e+02,
                     1.1900e+02],
                    ...,
                    [1.0800e+03, 1.0810e+03, 1.0820e+03,  ..., 1.1170e+03, 1.1180e+03,
                     1.1190e+03],
                    [1.1200e+03, 1.1210e+03, 1.1220e+03,  ..., 1.1570e+03, 1.1580e+03,
                     1.1590e+03],
                    [1.1600e+03, 1.1610e+03, 1.1620e+03,  ..., 1.1970e+03, 1.1980e+03,
                     1.1990e+03]])
            """),
        (() => arange(2000).reshape(2, 10, 100),
            """
            tensor([[[   0,    1,    2,  ...,   97,   98,   99],
                     [ 100,  101,  102,  ...,  197,  198,  199],
                     [ 200,  201,  202,  ...,  297,  298,  299],
                     ...,
                     [ 700,  701,  702,  ...,  797,  798,  799],
                     [ 800,  801,  802,  ...,  897,  898,  899],
                     [ 900,  901,  902,  ...,  997,  998,  999]],

                    [[1000, 1001, 1002,  ..., 1097, 1098, 1099],
                     [1100, 1101, 1102,  ..., 1197, 1198, 1199],
                     [1200, 1201, 1202,  ..., 1297, 1298, 1299],
                     ...,
                     [1700, 1701, 1702,  ..., 1797, 1798, 1799],
                     [1800, 1801, 1802,  ..., 1897, 1898, 1899],
                     [1900, 1901, 1902,  ..., 1997, 1998, 1999]]])
            """),
        (() => tensor(new System.Numerics.Complex[] { new(1, 2), new(-3.5, -4.25) }).to(complex64),
            "tensor([ 1.0000+2.0000j, -3.5000-4.2500j])"),
        (() => tensor(new System.Numerics.Complex[] { new(1, 2) }), "tensor([1.+2.j], dtype=torch.complex128)"),
        (() => arange(40f).reshape(2, 20) / 3,
            """
            tensor([[ 0.0000,  0.3333,  0.6667,  1.0000,  1.3333,  1.6667,  2.0000,  2.3333,
                      2.6667,  3.0000,  3.3333,  3.6667,  4.0000,  4.3333,  4.6667,  5.0000,
                      5.3333,  5.6667,  6.0000,  6.3333],
                    [ 6.6667,  7.0000,  7.3333,  7.6667,  8.0000,  8.3333,  8.6667,  9.0000,
                      9.3333,  9.6667, 10.0000, 10.3333, 10.6667, 11.0000, 11.3333, 11.6667,
                     12.0000, 12.3333, 12.6667, 13.0000]])
            """),
        (() => tensor(new[,] { { -0f, 0 } }), "tensor([[-0., 0.]])"),
        (() => tensor(new[,] { { 1.0, 2 } }, requires_grad: true),
            "tensor([[1., 2.]], dtype=torch.float64, requires_grad=True)"),
        (() => linspace(0, 1, 23, float64),
            """
            tensor([0.0000, 0.0455, 0.0909, 0.1364, 0.1818, 0.2273, 0.2727, 0.3182, 0.3636,
                    0.4091, 0.4545, 0.5000, 0.5455, 0.5909, 0.6364, 0.6818, 0.7273, 0.7727,
                    0.8182, 0.8636, 0.9091, 0.9545, 1.0000], dtype=torch.float64)
            """),
        (() => ones(1, 1, 1, 1), "tensor([[[[1.]]]])"),
    ];

    private static IEnumerable<TestCaseData> Cases => cases.Select(@case =>
        new TestCaseData(@case.Tensor, @case.Text).SetArgDisplayNames(@case.Text.Split('\n')[0]));

    [TestCaseSource(nameof(Cases))]
    public void Tensors_read_as_in_PyTorch(Func<Tensor> make, string text)
    {
        using var tensor = make();
        Assert.That(TensorText.Of(tensor), Is.EqualTo(text));
    }

    [Test]
    public void A_transposed_tensor_reads_by_its_rows()
    {
        using var tensor = arange(6f).reshape(2, 3).t();
        Assert.That(TensorText.Of(tensor), Does.StartWith("tensor([[0., 3.],"));
    }

    [Test]
    public void Float64_is_not_named_where_it_is_the_default()
    {
        using var tensor = zeros(2, float64);
        set_default_dtype(float64);
        try
        {
            Assert.That(TensorText.Of(tensor), Is.EqualTo("tensor([0., 0.])"));
        }
        finally
        {
            set_default_dtype(float32);
        }
    }

    [Test]
    public void A_description_names_shape_type_and_device()
    {
        using var tensor = zeros(2, 3, ScalarType.ComplexFloat32);
        Assert.That(TensorText.Description(tensor), Is.EqualTo("shape (2, 3), complex64, cpu"));
    }

    [Test]
    public void Reading_leaves_no_live_tensors_behind()
    {
        using var tensor = ones(30, 40, requires_grad: true);
        var before = Tensor.TotalCount;
        TensorText.Of(tensor);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }
}
