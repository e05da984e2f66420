using Lectures.Models.Experiments;

namespace Lectures.Runner.Reproduce;

/// <summary>The report's own words.</summary>
internal static class ReportWords
{
    public static readonly Bilingual
        Title = new("Neural networks: the chapter, reproduced", "ニューラルネットワーク:講義の再現"),
        Chapter = new("Chapter 7 · Can the limit be broken? (2) Neural networks",
            "第7章 限界は破れるか(2) － ニューラルネットワーク"),
        Contents = new("Contents", "目次"),
        LectureSays = new("The lecture says", "講義の説明"),
        Claims = new("What we claim, and what was measured", "主張と測定値"),
        Statement = new("statement", "講義の主張"),
        OurClaims = new("claims", "本実験の主張"),
        Claim = new("claim", "主張"),
        Measured = new("measured", "測定値"),
        Expected = new("expected", "期待値"),
        Holds = new("holds", "成立"),
        Fails = new("fails", "不成立"),
        Numbers = new("The lecture's numbers beside ours", "講義の数値との比較"),
        Setting = new("setting", "条件"),
        Lecture = new("lecture", "講義"),
        Ours = new("ours", "本実験"),
        Seeds = new("seeds", "シード数"),
        WhatWasRun = new("What was run", "実行条件"),
        Option = new("option", "項目"),
        Value = new("value", "値"),
        Data = new("data", "データ"),
        Time = new("time", "時間"),
        Alone = new("Run it alone", "この実験だけを実行"),
        NotYet = new("not run yet", "未実行"),
        ClaimsHold = new("claims hold", "件の主張が成立"),
        Experiment = new("experiment", "実験");

    /// <summary>A finding in words.</summary>
    public static Bilingual Of(Finding finding) => finding switch
    {
        Finding.Shown => new("shown", "確認できた"),
        Finding.NotShown => new("not shown", "確認できなかった"),
        Finding.Depends => new("depends", "条件による"),
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, null),
    };
}
