using Lectures.Models.Checking;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class AnswerTests
{
    [TestCase(0.25, 0.25, null)]
    [TestCase(0.25 + 9e-7, 0.25, null)]
    [TestCase(1e9 + 900, 1e9, null)]
    [TestCase(double.NaN, double.NaN, null)]
    [TestCase(0.25 + 2e-6, 0.25, "z: expected 0.25, got 0.250002.")]
    [TestCase(-0.25, 0.25, "z: expected 0.25, got -0.25; the sign is wrong.")]
    [TestCase(0.5, 0.25, "z: expected 0.25, got 0.5; it is 2 × what is expected.")]
    [TestCase(0.25, -1.0, "z: expected -1, got 0.25; it is -1/4 of what is expected.")]
    [TestCase(0.25, 1.0, "z: expected 1, got 0.25; it is 1/4 of what is expected.")]
    [TestCase(double.NaN, 1.0, "z: expected 1, got NaN.")]
    [TestCase(0.3, 1.7, "z: expected 1.7, got 0.3.")]
    [TestCase(0.3, 0.0, "z: expected 0, got 0.3.")]
    public void A_wrong_number_is_named_with_what_it_should_be(double z, double expected, string? message) =>
        ExpectMessage(() => Answer.Near(z, expected), message);

    [Test]
    public void A_wrong_tensor_is_named_with_the_first_place_that_is_wrong()
    {
        using var expected = tensor(new[,] { { 1.0, 2 }, { 3, 4 } });
        ExpectMessage(() => Answer.Near(expected.clone(), expected), null);
        ExpectMessage(() => Answer.Near(expected.to(ScalarType.Float32), expected), null);
        ExpectMessage(() => Answer.Near(expected + tensor(new[,] { { 0.0, 0 }, { 1, 1 } }), expected, "W"),
            "W: at (1, 0) expected 3, got 4.");
        ExpectMessage(() => Answer.Near(expected.t(), expected, "W"),
            "W: at (0, 1) expected 2, got 3; it is the transpose of what is expected.");
        ExpectMessage(() => Answer.Near(3 * expected, expected, "W"), "W: at (0, 0) expected 1, got 3; it is 3 × what is expected.");
        ExpectMessage(() => Answer.Near(expected[0], expected, "W"), "W: expected shape (2, 2), got (2).");
        ExpectMessage(() => Answer.Near(2 * expected.sum(), expected.sum(), "J"),
            "J: expected 10, got 20; it is 2 × what is expected.");
        ExpectMessage(() => Answer.Near(null, expected, "W"), "W: expected a tensor, got null.");
        ExpectMessage(() => Answer.Near(zeros(0, 2), zeros(0, 2)), null);
    }

    [Test]
    public void Numbers_in_order_and_other_answers_are_held_to_what_is_expected_too()
    {
        double[] g = [0.5, 0.7];
        ExpectMessage(() => Answer.Near(g, [0.5, 0.7]), null);
        ExpectMessage(() => Answer.Near(g, [0.5, 0.6]), "g: at (1) expected 0.6, got 0.7.");
        ExpectMessage(() => Answer.Near(g, [0.5]), "g: expected shape (1), got (2).");
        ExpectMessage(() => Answer.Equal("cat", "cat", "word"), null);
        ExpectMessage(() => Answer.Equal(g.Length, 3), "g.Length: expected 3, got 2.");
    }

    private static void ExpectMessage(Action answer, string? message)
    {
        if (message is null) Assert.DoesNotThrow(() => answer());
        else Assert.That(Assert.Throws<WrongAnswerException>(() => answer())!.Message, Is.EqualTo(message));
    }
}
