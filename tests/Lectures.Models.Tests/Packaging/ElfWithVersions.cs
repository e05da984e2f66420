using System.Text;

namespace Lectures.Models.Tests.Packaging;

/// <summary>The smallest ELF file that asks two libraries for symbol versions, and where each version's flags
/// are.</summary>
internal static class ElfWithVersions
{
    /// <summary>Offset of the flags of each version that <see cref="Create"/> asks for.</summary>
    public static readonly IReadOnlyDictionary<string, int> Flags = new Dictionary<string, int>
    {
        ["GLIBC_2.14"] = 64 + 16 + 4,
        ["GLIBCXX_3.4.3"] = 64 + 48 + 4,
        ["GLIBCXX_3.4.32"] = 64 + 64 + 4,
        ["CXXABI_1.3"] = 64 + 80 + 4
    };

    /// <summary>Header, .gnu.version_r at 64, .dynstr at 160, the table of three sections at 256.</summary>
    public static byte[] Create()
    {
        var file = new byte[256 + 3 * 64];
        using var writer = new BinaryWriter(new MemoryStream(file));

        void At(int offset, params uint[] words)
        {
            writer.BaseStream.Position = offset;
            Array.ForEach(words, writer.Write);
        }

        At(0, 0x464c457f, 0x00010102);              // magic; 64 bits, little-endian, version 1
        At(0x28, 256);                              // e_shoff
        At(0x38, 64 << 16, 3);                      // e_shentsize, e_shnum

        At(64, 1 | 1 << 16, 1, 16, 32);             // verneed: one version of libc.so.6
        At(80, 0, 0x00020000, 11, 0);               // vernaux: hash, flags and index, name, next
        At(96, 1 | 3 << 16, 22, 16, 0);             // verneed: three versions of libstdc++.so.6
        At(112, 0, 0x00030000, 37, 16);
        At(128, 0, 0x00040000, 51, 16);
        At(144, 0, 0x00050000, 66, 0);

        writer.BaseStream.Position = 160;
        var names = "\0libc.so.6\0GLIBC_2.14\0libstdc++.so.6\0GLIBCXX_3.4.3\0GLIBCXX_3.4.32\0CXXABI_1.3\0";
        writer.Write(Encoding.ASCII.GetBytes(names));

        Section(1, type: 0x6ffffffe, offset: 64, size: 96, names: 2);
        Section(2, type: 3, offset: 160, size: (uint)names.Length, names: 0);
        return file;

        void Section(int index, uint type, uint offset, uint size, uint names)
        {
            At(256 + index * 64 + 4, type);
            At(256 + index * 64 + 24, offset, 0, size, 0, names);
        }
    }
}
