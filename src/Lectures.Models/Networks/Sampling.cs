using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>How a language model writes.</summary>
/// <param name="Length">How many tokens.</param>
/// <param name="Temperature">Logits are divided by it: below 1 the likely becomes likelier; 0 takes the
/// likeliest.</param>
/// <param name="Top">Only so many of the likeliest tokens are drawn from; null for all.</param>
/// <param name="Seed">Decides what is drawn.</param>
public sealed record SamplingOptions(int Length = 500, double Temperature = 0.8, int? Top = null, long Seed = 1);

/// <summary>Text from a language model, token by token: what is drawn is appended to what is read.</summary>
public static class Sampling
{
    /// <summary>Continues a prompt; the model sees the last MaxLength tokens.</summary>
    /// <param name="model">The model; dropout is off meanwhile.</param>
    /// <param name="prompt">Tokens to begin with, at least one, each in [0, V).</param>
    /// <param name="options">How.</param>
    /// <returns>The tokens after the prompt, each as soon as it is drawn.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or does not fit, or an option is out of
    /// range.</exception>
    public static IEnumerable<long> Sample(this Gpt model, IReadOnlyList<long> prompt, SamplingOptions options) =>
        Sample(model, x => model.call(x, null), model.MaxLength, prompt, options);

    /// <summary>Continues a prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">Tokens to begin with, at least one, each in [0, V).</param>
    /// <param name="options">How.</param>
    /// <param name="context">How many of the last tokens are read for each new one, from state 0; the length of the
    /// windows that were learned.</param>
    /// <returns>The tokens after the prompt, each as soon as it is drawn.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or does not fit, or an option is out of
    /// range.</exception>
    public static IEnumerable<long> Sample(
        this RecurrentLanguageModel model, IReadOnlyList<long> prompt, SamplingOptions options, long context = 64) =>
        Sample(model, model.call, Expect.AtLeast(context, 1), prompt, options);

    /// <summary>Draws a token.</summary>
    /// <param name="logits">Unnormalised scores z of the V tokens.</param>
    /// <param name="options">Temperature τ and how many of the likeliest.</param>
    /// <param name="random">Decides.</param>
    /// <returns>i with probability softmax(z / τ)ᵢ over the likeliest; of equal scores the first is likelier.</returns>
    public static long Draw(ReadOnlySpan<float> logits, SamplingOptions options, ref SplitMix64 random)
    {
        var scores = logits.ToArray();
        var likeliest = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])
            .Take(options.Temperature == 0 ? 1 : options.Top ?? scores.Length).ToArray();
        if (likeliest.Length == 1) return likeliest[0];
        var highest = scores[likeliest[0]];
        var weights = Array.ConvertAll(likeliest, i => Math.Exp((scores[i] - highest) / options.Temperature));
        var rest = random.Uniform() * weights.Sum();
        for (var k = 0; k < likeliest.Length; k++)
            if ((rest -= weights[k]) < 0) return likeliest[k];
        return likeliest[0];
    }

    private static IEnumerable<long> Sample(
        nn.Module model, Func<Tensor, Tensor> call, long context, IReadOnlyList<long> prompt, SamplingOptions options)
    {
        Expect.AtLeast(prompt.Count, 1, "prompt");
        Expect.AtLeast(options.Length, 0, "length");
        Expect.NotNegative(options.Temperature, "temperature");
        Expect.AtLeast(options.Top ?? 1, 1, "top");
        return Continue();

        IEnumerable<long> Continue()
        {
            var tokens = prompt.ToList();
            var random = SplitMix64.Stream(options.Seed);
            for (var i = 0; i < options.Length; i++)
            {
                var first = Math.Max(0, tokens.Count - context);
                var token = Draw(Logits(model, call, [.. tokens.Skip((int)first)]), options, ref random);
                tokens.Add(token);
                yield return token;
            }
        }
    }

    // (V): the scores of the token after the last
    private static float[] Logits(nn.Module model, Func<Tensor, Tensor> call, long[] tokens)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var learning = model.training;
        model.eval();
        try
        {
            var logits = call(tensor(tokens, [1, tokens.Length])).select(1, -1).flatten();
            return logits.to(ScalarType.Float32).cpu().data<float>().ToArray();
        }
        finally
        {
            model.train(learning);
        }
    }
}
