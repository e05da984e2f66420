using System.Buffers.Binary;
using System.Text;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public class SafeTensorsTests
{
    private static readonly ScalarType[] types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16,
        ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Test]
    public void What_is_written_is_read()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            using var scope = NewDisposeScope();
            var names = Enumerable.Range(0, random.Next(6)).Select(i => $"{i}.{(char)random.Next('"', 'ϐ')}");
            var tensors = names.ToDictionary(name => name, _ =>
            {
                var shape = Enumerable.Range(0, random.Next(4)).Select(_ => (long)random.Next(5)).ToArray();
                return randint(0, 100, shape).to(types[random.Next(types.Length)]);
            });
            var metadata = Enumerable.Range(0, random.Next(3)).ToDictionary(i => $"key {i}", i => new string('"', i));
            new SafeTensors(tensors, metadata).Write(folder.PathOf("a"));
            var read = SafeTensors.Read(folder.PathOf("a"));
            Assert.That(read.Metadata, Is.EquivalentTo(metadata));
            Assert.That(read.Tensors.Keys, Is.EquivalentTo(tensors.Keys));
            foreach (var (name, tensor) in tensors)
            {
                Assert.That(read.Tensors[name].dtype, Is.EqualTo(tensor.dtype));
                Assert.That(read.Tensors[name].shape, Is.EqualTo(tensor.shape));
                Assert.That(read.Tensors[name].Equals(tensor), name);
            }
        }
        Assert.That(folder.Files, Is.EqualTo(["a"]), "temporary files");
    }

    [Test]
    public void Every_bit_of_a_number_survives()
    {
        using var folder = new TemporaryFolder();
        double[] doubles = [double.NaN, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue, 1 / 3.0];
        long[] longs = [long.MinValue, -1, long.MaxValue];
        using Tensor f = tensor(doubles), i = tensor(longs);
        new SafeTensors(new Dictionary<string, Tensor> { ["f"] = f, ["i"] = i }).Write(folder.PathOf("a"));
        using var scope = NewDisposeScope();
        var read = SafeTensors.Read(folder.PathOf("a")).Tensors;
        Assert.That(
            Array.ConvertAll(read["f"].data<double>().ToArray(), BitConverter.DoubleToInt64Bits),
            Is.EqualTo(Array.ConvertAll(doubles, BitConverter.DoubleToInt64Bits)));
        Assert.That(read["i"].data<long>().ToArray(), Is.EqualTo(longs));
    }

    [Test]
    public void A_transposed_tensor_is_written_in_its_own_row_major_order()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var transposed = arange(6, ScalarType.Float32).reshape(2, 3).t();
        new SafeTensors(new Dictionary<string, Tensor> { ["t"] = transposed }).Write(folder.PathOf("a"));
        Assert.That(
            SafeTensors.Read(folder.PathOf("a")).Tensors["t"].data<float>().ToArray(),
            Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }));
    }

    [Test]
    public void Reads_a_file_written_byte_for_byte_as_the_format_says()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        const string header = """{"__metadata__":{"format":"pt"},"b":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}   """;
        byte[] bytes =
        [
            (byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(header),
            0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x20, 0xC0,     // 1, −2.5
            0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,     // −2
        ];
        var read = SafeTensors.Read(folder.Write("a", bytes));
        Assert.That(read.Metadata["format"], Is.EqualTo("pt"));
        Assert.That(read.Tensors["a"].shape, Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(read.Tensors["a"].data<float>().ToArray(), Is.EqualTo(new[] { 1, -2.5f }));
        Assert.That(read.Tensors["b"].item<long>(), Is.EqualTo(-2));
    }

    [Test]
    public void Writes_the_bytes_that_the_format_says_with_aligned_data()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["flag"] = tensor(true),
            ["b"] = tensor(new float[,] { { 1, -2.5f } }),
        };
        new SafeTensors(tensors, new Dictionary<string, string> { ["k"] = "v" }).Write(folder.PathOf("a"));
        var bytes = File.ReadAllBytes(folder.PathOf("a"));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.That(length % 8, Is.Zero);
        Assert.That(Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '), Is.EqualTo(
            """{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"flag":{"dtype":"BOOL","shape":[],"data_offsets":[8,9]}}"""));
        Assert.That(
            bytes[(8 + length)..], Is.EqualTo(new byte[] { 0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x20, 0xC0, 1 }));
    }

    [Test]
    public void What_the_format_lacks_is_not_written()
    {
        using var folder = new TemporaryFolder();
        using Tensor complex = ones(2, ScalarType.ComplexFloat32), real = ones(2);
        Assert.That(() => new SafeTensors(new Dictionary<string, Tensor> { ["c"] = complex }).Write(folder.PathOf("a")),
            Throws.ArgumentException.With.Message.Contains("got ComplexFloat32"));
        Assert.That(
            () => new SafeTensors(new Dictionary<string, Tensor> { ["__metadata__"] = real }).Write(folder.PathOf("a")),
            Throws.ArgumentException.With.Message.Contains("__metadata__"));
        Assert.That(folder.Files, Is.Empty);
    }
}
