using Lectures.Models.Data;
using Lectures.Models.Data.Translation;

namespace Lectures.Models.Tests.Data.Translation;

public sealed class DatesTests
{
    [Test]
    public void A_date_is_spelled_in_many_ways() => Assert.That(Dates.Spellings(new(1987, 10, 3)), Is.EqualTo(new[]
    {
        "3 October 1987", "October 3, 1987", "3 Oct 1987", "Oct 3, 1987", "Saturday, 3 October 1987",
        "Saturday, Oct 3, 1987", "Sat 3 Oct 1987", "3rd October 1987", "the 3rd of October 1987", "October 3rd, 1987",
        "3.10.1987", "03.10.1987", "1987, October 3", "1987 Oct 03",
    }));

    [TestCase(1, "1st")]
    [TestCase(2, "2nd")]
    [TestCase(4, "4th")]
    [TestCase(11, "11th")]
    [TestCase(12, "12th")]
    [TestCase(13, "13th")]
    [TestCase(21, "21st")]
    [TestCase(23, "23rd")]
    public void Days_have_their_ordinal_endings(int day, string ordinal) =>
        Assert.That(Dates.Spellings(new(2001, 5, day)), Has.Member($"{ordinal} May 2001"));

    [Test]
    public void A_pair_is_a_spelling_and_its_date()
    {
        foreach (var (source, target) in Dates.Generate(500, 1))
            Assert.That(Dates.Spellings(DateOnly.ParseExact(target, "yyyy-MM-dd")), Has.Member(source));
    }

    [Test]
    public void Pairs_depend_on_seed_split_and_number_alone([Values] Split split)
    {
        var more = Dates.Generate(50, 3, split);
        Assert.That(Dates.Generate(7, 3, split), Is.EqualTo(more.Take(7)));
        Assert.That(Dates.Generate(7, 4, split), Is.Not.EqualTo(more.Take(7)));
    }

    [Test]
    public void No_date_is_in_both_sets_whatever_the_seeds()
    {
        var train = Dates.Generate(20_000, 1).Select(pair => pair.Target).ToHashSet();
        var test = Dates.Generate(2_000, 2, Split.Test).Select(pair => pair.Target).ToHashSet();
        Assert.That(train.Intersect(test), Is.Empty);
        Assert.That(test, Has.Count.GreaterThan(1_500));
    }
}
