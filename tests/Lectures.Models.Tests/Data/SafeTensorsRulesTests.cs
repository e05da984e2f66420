using System.Buffers.Binary;
using System.Text;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

/// <summary>Files that break a rule of the format.</summary>
public class SafeTensorsRulesTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    // The text is a header for 8 bytes of data.
    [TestCase("", "expected a header that begins with {, got none")]
    [TestCase("[]", "expected a header that begins with {, got byte 0x5B")]
    [TestCase(" {}", "got byte 0x20")]
    [TestCase("{", "not valid JSON")]
    [TestCase("{,}", "not valid JSON")]
    [TestCase("{}\0", "expected spaces after its end, got byte 0x00")]
    [TestCase("{}\n ", "expected spaces after its end, got byte 0x0A")]
    [TestCase("{} {}", "expected spaces after its end, got byte 0x7B")]
    [TestCase("{}", "expected 0 bytes of data, got 8: what follows belongs to no tensor")]
    [TestCase("""{"a":7}""", "a: expected an object, got 7")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1]}}""", "a: data_offsets: expected 2 numbers, got 0")]
    [TestCase("""{"a":{"dtype":"F32","data_offsets":[0,8]}}""", "a: expected a shape, got none")]
    [TestCase("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", "a: expected a dtype, got none")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"strides":[1],"data_offsets":[0,8]}}""", "a: expected dtype, shape and data_offsets, got strides")]
    [TestCase("""{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", "a: dtype: expected a string, got 32")]
    [TestCase("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", "a: dtype: expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, got C64")]
    [TestCase("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "a: shape: expected an array of numbers, got 2")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "a: shape: expected whole numbers from 0 on, got -2")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "a: shape: expected whole numbers from 0 on, got 2.0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}""", "a: shape: expected whole numbers from 0 on, got 2e0")]
    [TestCase("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "a: shape: expected whole numbers from 0 on, got a string")]
    [TestCase("""{"a":{"dtype":"F32","shape":[null],"data_offsets":[0,8]}}""", "a: shape: expected whole numbers from 0 on, got null")]
    [TestCase("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "a: shape: expected numbers of 63 bits, got 99999999999999999999")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", "a: shape (4294967296, 4294967296): more bytes than 64 bits can count")]
    [TestCase("""{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}""", "more bytes than 64 bits can count")]
    [TestCase("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "a: shape (2) of F64 needs 16 bytes, its data_offsets have 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}""", "expected 4,000,000,000,000 bytes of data, got 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "a: data_offsets: expected an end of at least 8, got 0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}""", "a: data_offsets: expected at most 2 numbers, got more")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "a: data_offsets: expected 2 numbers, got 1")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "a: expected its bytes to begin at 0, where those before end, got 4: there must be no hole")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "b: expected its bytes to begin at 8, where those before end, got 4: tensors must not overlap")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "expected 4 bytes of data, got 8: what follows belongs to no tensor")]
    [TestCase("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "cut short: expected 12 bytes of data, got 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\u0061":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "header: expected each name once, got a twice")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", "a: expected each name once, got shape twice")]
    [TestCase("""{"__metadata__":{"k":"v","k":"v"}}""", "__metadata__: expected each name once, got k twice")]
    [TestCase("""{"__metadata__":{"k":7}}""", "__metadata__: k: expected a string, got 7")]
    [TestCase("""{"__metadata__":{"k":{}}}""", "__metadata__: k: expected a string, got an object")]
    [TestCase("""{"__metadata__":"v"}""", "__metadata__: expected an object, got a string")]
    [TestCase("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [TestCase("""{"a\nb":7}""", @"a\nb: expected an object, got 7")]
    [TestCase("""{"a":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}}""", "a: expected each BOOL to be 0 or 1, got 8")]
    public void Refuses_in_one_line(string header, string expected)
    {
        var message = Refused(File(Encoding.UTF8.GetBytes(header), [0, 1, 0, 0, 0, 1, 8, 1]));
        Assert.That(message, Does.StartWith(folder.PathOf("a") + ": ").And.Contains(expected));
        Assert.That(message, Does.Not.Contain("\n"));
    }

    [Test]
    public void Refuses_a_shape_of_more_dimensions_than_libtorch_takes()
    {
        var shape = string.Join(',', Enumerable.Repeat("1", 100_000));
        var header = $$$"""{"a":{"dtype":"F64","shape":[{{{shape}}}],"data_offsets":[0,8]}}""";
        Assert.That(
            Refused(File(Encoding.UTF8.GetBytes(header), new byte[8])),
            Does.Contain("a: shape: expected at most 64 numbers, got more"));
    }

    [Test]
    public void Refuses_a_header_that_is_not_utf8() =>
        Assert.That(
            Refused(File([.. "{\""u8, 0xC3, .. "\":7}"u8], new byte[8])), Does.Contain("header: expected UTF-8"));

    [TestCase(100_000_001UL, "its header would have 100,000,001 bytes, at most 100,000,000 are allowed")]
    [TestCase(ulong.MaxValue, "at most 100,000,000 are allowed")]
    [TestCase(100_000_000UL, "expected a header of 100,000,000 bytes, got 2")]
    [TestCase(3UL, "expected a header of 3 bytes, got 2")]
    public void Refuses_a_header_length_that_cannot_be(ulong length, string expected)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        "{}"u8.CopyTo(bytes.AsSpan(8));
        Assert.That(Refused(folder.Write("a", bytes)), Does.Contain(expected));
    }

    [Test]
    public void Refuses_a_file_without_a_header() =>
        Assert.That(Refused(folder.Write("a", 2, 0, 0)), Does.Contain("expected 8 bytes of header length, got 3"));

    [Test]
    public void Refuses_what_is_no_file()
    {
        Assert.That(Refused(folder.PathOf("missing")), Does.Contain("no such file"));
        Assert.That(Refused(folder.FullName), Does.Contain("expected a file, got a folder"));
    }

    [Test]
    public void Empty_tensors_may_stand_anywhere_between_others()
    {
        using var scope = NewDisposeScope();
        const string header = """{"e":{"dtype":"F32","shape":[3,0],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""";
        var read = SafeTensors.Read(File(Encoding.UTF8.GetBytes(header), [0, 0, 0, 0, 0, 0, 0x80, 0x3F])).Tensors;
        Assert.That(read["e"].shape, Is.EqualTo(new long[] { 3, 0 }));
        Assert.That(read["b"].item<float>(), Is.EqualTo(1));
    }

    [Test]
    public void A_damaged_file_is_refused_or_read_as_what_it_then_says()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["w"] = rand(3, 2),
            ["flags"] = rand(5) > 0.5,
            ["n"] = arange(4),
        };
        new SafeTensors(tensors, new Dictionary<string, string> { ["k"] = "v" }).Write(folder.PathOf("whole"));
        var whole = System.IO.File.ReadAllBytes(folder.PathOf("whole"));
        var random = new Random(1);
        var (refused, read) = (0, 0);
        var before = LiveTensors.Settled();
        for (var round = 0; round < 1000; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(3); i >= 0; i--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (round % 4 == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                using var inner = NewDisposeScope();
                var held =
                    SafeTensors.Read(folder.Write("a", bytes)).Tensors.Values.Sum(t => t.numel() * t.element_size());
                Assert.That(held, Is.EqualTo(6 * 4 + 5 + 4 * 8), "every byte belongs to one tensor");
                read++;
            }
            catch (DataException error)
            {
                Assert.That(error.Message, Does.Not.Contain("\n"));
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(300));
        Assert.That(read, Is.GreaterThan(30));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private string File(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return folder.Write("a", [.. length, .. header, .. data]);
    }

    private static string Refused(string path) => Assert.Throws<DataException>(() => SafeTensors.Read(path))!.Message;
}
