namespace Lectures.Runner.Notebook.Grading;

/// <summary>What a test gave.</summary>
/// <param name="Cell">Its place in the student's file, or in the teacher's where the student took it out.</param>
/// <param name="Title">What it tests.</param>
/// <param name="Points">What it gave.</param>
/// <param name="Of">What it gives at most.</param>
/// <param name="Reason">Why the points were lost; null where they were not.</param>
internal sealed record TestGrade(int Cell, string Title, double Points, double Of, string? Reason);

/// <summary>The grade of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Of">The points that could be had.</param>
/// <param name="Tests">The tests, in the teacher's order.</param>
/// <param name="Notes">What happened outside the tests, a line each.</param>
/// <param name="Fault">Why it could not be graded; null where it was.</param>
internal sealed record Grade(
    string File, double Of, IReadOnlyList<TestGrade> Tests, IReadOnlyList<string> Notes, string? Fault = null)
{
    /// <summary>The sum; null where it could not be graded.</summary>
    public double? Points => Fault is null ? Tests.Sum(test => test.Points) : null;
}
