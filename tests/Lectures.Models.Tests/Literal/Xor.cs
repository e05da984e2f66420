namespace Lectures.Models.Tests.Literal;

/// <summary>The lecture's four patterns in its order 00, 01, 10, 11.</summary>
internal static class Xor
{
    public static readonly double[][] X = [[0, 0], [0, 1], [1, 0], [1, 1]];
    public static readonly double[][] B = [[0], [1], [1], [0]];
}
