//! What was measured, against what it may be.

use crate::Result;

/// Prints each figure with its budget, and knows which were broken.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    broken: Vec<String>,
}

impl Budgets {
    /// Ours against another's of the same run, and how many times the other's it may be.
    pub(super) fn ratio(&mut self, what: &str, unit: &str, [ours, bare]: [f64; 2], most: f64) {
        let times = ours / bare;
        let figure = format!("{what}: {ours:.2} {unit}, bare {bare:.2} {unit}: {times:.2} times");
        self.hold(&figure, times <= most, most);
    }

    /// A figure by itself.
    pub(super) fn most(&mut self, what: &str, unit: &str, value: f64, most: f64) {
        self.hold(&format!("{what}: {value:.2} {unit}"), value <= most, most);
    }

    /// An error that names every budget that was broken.
    pub(super) fn finish(self) -> Result<()> {
        match self.broken.as_slice() {
            [] => Ok(()),
            broken => Err(format!("{} over their budgets:\n  {}", broken.len(), broken.join("\n  ")).into()),
        }
    }

    fn hold(&mut self, figure: &str, held: bool, most: f64) {
        println!("{figure} (budget {most}){}", if held { "" } else { ": BROKEN" });
        // What is no number holds no budget.
        if !held {
            self.broken.push(format!("{figure} (budget {most})"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_its_budget_is_named_and_nothing_else() {
        let mut budgets = Budgets::default();
        budgets.ratio("start", "ms", [2.0, 2.0], 1.3);
        budgets.most("binary", "MB", 14.0, 14.0);
        assert!(budgets.finish().is_ok());
        let mut budgets = Budgets::default();
        budgets.ratio("start", "ms", [3.0, 2.0], 1.3);
        budgets.ratio("memory", "MiB", [0.0, 0.0], 1.5);
        budgets.most("binary", "MB", 13.0, 14.0);
        let error = budgets.finish().unwrap_err().to_string();
        assert!(error.contains("start: 3.00 ms") && error.contains("memory") && !error.contains("binary"));
    }
}
