using Lectures.Models.Data;

namespace Lectures.Models.Experiments;

/// <summary>A text in three parts.</summary>
/// <param name="Learn">To learn from.</param>
/// <param name="Choose">To choose by: when to stop.</param>
/// <param name="Test">To judge by.</param>
public sealed record TextParts(TextCorpus Learn, TextCorpus Choose, TextCorpus Test)
{
    private const double HeldOut = 0.2;
    private const int MostHeldOut = 20_000;

    private static readonly double[] smoothings = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    /// <summary>The end of a text is held out, half to choose by and half to judge by.</summary>
    /// <exception cref="DataException">The text is too short.</exception>
    public static TextParts Of(TextCorpus text)
    {
        var (learn, rest) = text.Cut(Math.Min(HeldOut, (double)MostHeldOut / text.Length));
        var (choose, test) = rest.Cut(0.5);
        return new(learn, choose, test);
    }

    /// <summary>Nats per character of the test part when only the characters' frequencies are known.</summary>
    public double Unigram()
    {
        var counts = new double[Learn.VocabularySize];
        foreach (var code in Learn.Codes.Span) counts[code]++;
        double loss = 0;
        foreach (var code in Test.Codes.Span[1..]) loss -= Math.Log((counts[code] + 1)
            / (Learn.Length + counts.Length));
        return loss / (Test.Length - 1);
    }

    /// <summary>Nats per character of the test part when the one character before is known: counts of pairs plus λ,
    /// which is chosen as the networks' stop is.</summary>
    public double Bigram()
    {
        var vocabulary = Learn.VocabularySize;
        var pairs = new double[vocabulary, vocabulary];
        var before = new double[vocabulary];
        var learn = Learn.Codes.Span;
        for (var i = 1; i < learn.Length; i++)
        {
            pairs[learn[i - 1], learn[i]]++;
            before[learn[i - 1]]++;
        }
        return Loss(Test, smoothings.MinBy(lambda => Loss(Choose, lambda)));

        double Loss(TextCorpus text, double lambda)
        {
            var codes = text.Codes.Span;
            double loss = 0;
            for (var i = 1; i < codes.Length; i++)
                loss -= Math.Log((pairs[codes[i - 1], codes[i]] + lambda)
                    / (before[codes[i - 1]] + lambda * vocabulary));
            return loss / (codes.Length - 1);
        }
    }
}
