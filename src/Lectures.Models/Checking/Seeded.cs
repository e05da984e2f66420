using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Makes modules whose weights a seed decides, in parallel too: torch's global generator is one for all
/// threads.</summary>
internal static class Seeded
{
    private static readonly Lock globalGenerator = new();

    /// <summary>A module of a type, with float32's weights; what making and converting it leave behind is
    /// released.</summary>
    public static T Build<T>(long seed, Func<T> build, ScalarType type) where T : nn.Module
    {
        using var scope = NewDisposeScope();
        lock (globalGenerator)
        {
            manual_seed(seed);
            var module = build();
            module.to(type);
            foreach (var (_, parameter) in module.named_parameters()) parameter.DetachFromDisposeScope();
            foreach (var (_, buffer) in module.named_buffers()) buffer.DetachFromDisposeScope();
            return module;
        }
    }
}
