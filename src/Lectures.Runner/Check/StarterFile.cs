using Lectures.Models.Data;
using Microsoft.CodeAnalysis.CSharp;

namespace Lectures.Runner.Check;

/// <summary>The file that <c>check --new NAME</c> writes: a small layer that passes, with what a check needs to know.</summary>
internal static class StarterFile
{
    private const string Content = """
        // A layer with its gradient written by hand.
        //
        //     lectures check NAME.cs
        //
        // builds every layer in this file, runs it forward and backward on random inputs in float64, and holds the gradients
        // against autograd (through ForwardCore) and against central differences.
        //
        // How a layer is built and fed; whatever is left out is guessed:
        //     public static NAME Create()                     builds it; or a constructor without parameters
        //     public static long[][] InputShapes              a shape for each input, filled with random numbers
        //     public static Tensor[] CreateInputs()           the inputs themselves: indices, masks, a narrower domain
        // Shapes of unequal sizes show a swapped axis that equal ones hide.

        using Lectures.Models.Layers;
        using static TorchSharp.torch;

        /// <summary>y = x σ(β x), with one β for each feature.</summary>
        public sealed class NAME : Layer
        {
            private readonly Weight beta;
            private Tensor x = null!, s = null!;        // what forward keeps for backward

            /// <summary>The layer on a given weight.</summary>
            /// <param name="beta">β, shape (I).</param>
            public NAME(Weight beta) => this.beta = Add("beta", beta);

            /// <summary>The layer that is checked: new weights are float64 there.</summary>
            public static NAME Create() => new(new Weight(randn(3)));

            /// <summary>(N, I)</summary>
            public static long[][] InputShapes => [[4, 3]];

            // y = x σ(β x)                  x, y (N,I)   β (I)
            // Plain tensor operations that autograd can follow; Keep() what backward needs.
            protected override Tensor ForwardCore(Tensor x)
            {
                if (x.dim() != 2 || x.size(1) != beta.Value.size(0))
                    throw new ArgumentException($"x: expected shape (N, {beta.Value.size(0)}), got ({string.Join(", ", x.shape)}).");
                var s = (x * beta.Value).sigmoid();
                (this.x, this.s) = (Keep(x), Keep(s));
                return x * s;
            }

            // dx = dy (s + β x s (1 − s))     dβ = Σₙ dy x² s (1 − s)        s = σ(β x); d□ is ∂L/∂□, shaped like □
            // Hands each weight its gradient by Accumulate() and returns dx; never writes into dy.
            protected override Tensor BackwardCore(Tensor dy)
            {
                var slope = s * (1 - s);                                        // (N,I)
                beta.Accumulate((dy * x * x * slope).sum(dim: 0));              // (I)
                return dy * (s + beta.Value * x * slope);                       // (N,I)
            }
        }

        """;

    /// <summary>Writes NAME.cs into the current folder.</summary>
    /// <param name="name">The layer's name.</param>
    /// <returns>The file's name.</returns>
    /// <exception cref="UsageException">The name is none that a class can have here, or the file exists.</exception>
    public static string Write(string name)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || IsKeyword(name))
            throw new UsageException($"--new: expected a name for a class, such as Swish, got '{name}'.");
        var (file, text) = ($"{name}.cs", Content.Replace("NAME", name));
        if (Path.Exists(file)) throw new UsageException($"{file}: exists already; choose another name, or delete it first.");
        try
        {
            LayerCompiler.Compile(file, text);
        }
        catch (UsageException)
        {
            throw new UsageException($"--new: {name} means something else in the file already; choose another name.");
        }
        AtomicFile.Write(file, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        return file;
    }

    private static bool IsKeyword(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None;
}
