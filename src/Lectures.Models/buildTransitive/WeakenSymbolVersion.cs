#pragma warning disable IDE0005 // MSBuild compiles this file by itself: no implicit usings, .NET Standard 2.0.
#nullable disable
using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;

namespace Lectures.Build;

/// <summary>
/// Copies a shared library with one symbol version that it asks for made weak, so that the Linux loader accepts a
/// system which lacks that version. Does nothing where the system has it, or where the library does not ask for it.
/// </summary>
/// <remarks>
/// libLibTorchSharp.so asks libstdc++ for GLIBCXX_3.4.32 (GCC 13) by name only: the one symbol of that version,
/// <c>ios_base_library_init</c>, has no relocation and is never called. Debian 12 and Ubuntu 22.04 end at 3.4.30.
/// </remarks>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    private const int LoadLazily = 1;   // RTLD_LAZY

    /// <summary>The library as its package brought it; it is only read.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>Where the weakened copy goes; left alone if it is already that copy.</summary>
    [Required]
    public string Destination { get; set; }

    /// <summary>The system library that defines the version, e.g. libstdc++.so.6.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The symbol version, e.g. GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>A symbol that carries the version: the loader is asked for it.</summary>
    [Required]
    public string Symbol { get; set; }

    /// <summary><see cref="Destination"/> if the weakened copy is needed, otherwise nothing.</summary>
    [Output]
    public string Weakened { get; set; }

    /// <summary>Writes the weakened copy if this system needs it.</summary>
    public override bool Execute()
    {
        if (SystemHas(Library, Symbol, Version))
        {
            return true;
        }

        var bytes = File.ReadAllBytes(Source);
        if (!Weaken(bytes, Version))
        {
            return true;
        }

        if (!File.Exists(Destination) || !File.ReadAllBytes(Destination).SequenceEqual(bytes))
        {
            Replace(Destination, bytes);
        }

        Weakened = Destination;
        return true;
    }

    /// <summary>Whether this system's loader finds the symbol in that version.</summary>
    public static bool SystemHas(string library, string symbol, string version)
    {
        var handle = dlopen(library, LoadLazily);
        if (handle == IntPtr.Zero)
        {
            return false;
        }

        var found = dlvsym(handle, symbol, version) != IntPtr.Zero;
        dlclose(handle);
        return found;
    }

    /// <summary>Sets the weak flag of every entry for the version in the ELF section .gnu.version_r.</summary>
    /// <param name="file">A 64-bit little-endian ELF file; anything else is left unchanged.</param>
    /// <param name="version">The symbol version.</param>
    /// <returns>Whether a flag was set: false if the file is no such file, is damaged, does not ask for the version,
    /// or asks for it weakly already.</returns>
    public static bool Weaken(byte[] file, string version)
    {
        try
        {
            var flags = new Elf(file).NeededVersion(version);
            if (flags < 0 || (file[flags] & Elf.Weak) != 0)
            {
                return false;
            }

            file[flags] |= Elf.Weak;
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static void Replace(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)));
        var temporary = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, bytes);
        File.Delete(path);
        File.Move(temporary, path);
    }

    // libdl.so.2 is there in every glibc that .NET runs on (since 2.34 as a stub in front of libc).
    [DllImport("libdl.so.2")]
    private static extern IntPtr dlopen(string file, int mode);

    [DllImport("libdl.so.2")]
    private static extern IntPtr dlvsym(IntPtr handle, string symbol, string version);

    [DllImport("libdl.so.2")]
    private static extern int dlclose(IntPtr handle);

    /// <summary>The parts of an ELF file that say which symbol versions it needs (System V ABI; LSB Core, ch.
    /// 10.7).</summary>
    private sealed class Elf
    {
        public const byte Weak = 2;                     // VER_FLG_WEAK
        private const uint NeededVersions = 0x6ffffffe; // SHT_GNU_verneed

        private readonly byte[] file;

        public Elf(byte[] file)
        {
            this.file = file;
            var isElf64LittleEndian = file.Length >= 64 && Word(0) == 0x464c457f && file[4] == 2 && file[5] == 1;
            if (!isElf64LittleEndian)
            {
                throw new InvalidDataException();
            }
        }

        /// <summary>Offset in the file of the flags of the entry for a version, −1 without one.</summary>
        public long NeededVersion(string version)
        {
            long sections = Long(0x28), sectionSize = Half(0x3a), count = Half(0x3c);
            for (var i = 0; i < count; i++)
            {
                var section = sections + i * sectionSize;
                if (Word(section + 4) != NeededVersions)
                {
                    continue;
                }

                var names = Long(sections + Word(section + 40) * sectionSize + 24);
                var flags = NeededVersion(Long(section + 24), names, version);
                if (flags >= 0)
                {
                    return flags;
                }
            }

            return -1;
        }

        // A verneed record for each library leads to a chain of vernaux records, one for each version of it.
        private long NeededVersion(long need, long names, string version)
        {
            for (long next = -1; next != 0; need += next)
            {
                next = Word(need + 12);
                var entry = need + Word(need + 8);
                for (long nextEntry = -1; nextEntry != 0; entry += nextEntry)
                {
                    nextEntry = Word(entry + 12);
                    if (IsText(names + Word(entry + 8), version))
                    {
                        return entry + 4;
                    }
                }
            }

            return -1;
        }

        private bool IsText(long offset, string text)
        {
            var expected = Encoding.ASCII.GetBytes(text + "\0");
            offset = Checked(offset, expected.Length);
            return expected.SequenceEqual(file.Skip((int)offset).Take(expected.Length));
        }

        private int Half(long offset) => BitConverter.ToUInt16(file, Checked(offset, 2));

        private long Word(long offset) => BitConverter.ToUInt32(file, Checked(offset, 4));

        private long Long(long offset) => BitConverter.ToInt64(file, Checked(offset, 8));

        private int Checked(long offset, int length)
        {
            return offset >= 0 && offset <= file.Length - length ? (int)offset : throw new InvalidDataException();
        }
    }
}
