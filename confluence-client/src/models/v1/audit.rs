//! The audit log of Cloud.

use super::SubjectType;
use super::User;
use crate::declare::{bodies, models, open_enums};

open_enums! {
    /// Units of time.
    pub enum TimeUnit {
        /// Nanoseconds.
        Nanos = "NANOS",
        /// Microseconds.
        Micros = "MICROS",
        /// Milliseconds.
        Millis = "MILLIS",
        /// Seconds.
        Seconds = "SECONDS",
        /// Minutes.
        Minutes = "MINUTES",
        /// Hours.
        Hours = "HOURS",
        /// Twelve hours.
        HalfDays = "HALF_DAYS",
        /// Days.
        Days = "DAYS",
        /// Weeks.
        Weeks = "WEEKS",
        /// Months.
        Months = "MONTHS",
        /// Years.
        Years = "YEARS",
        /// Ten years.
        Decades = "DECADES",
        /// A hundred years.
        Centuries = "CENTURIES",
        /// A thousand years.
        Millennia = "MILLENNIA",
        /// Eras.
        Eras = "ERAS",
        /// For ever.
        Forever = "FOREVER",
    }

    /// How the audit log is written out.
    pub enum AuditFormat {
        /// As comma-separated values.
        Csv = "csv",
        /// The same, packed.
        Zip = "zip",
    }
}

models! {
    /// Something that happened.
    pub struct AuditRecord {
        /// Who did it.
        author: Option<User>,
        /// From which address.
        remote_address: Option<String>,
        /// When, in milliseconds since 1970.
        creation_date: Option<i64> = default,
        /// What, in short.
        summary: Option<String>,
        /// What, at length.
        description: Option<String>,
        /// What kind of thing.
        category: Option<String>,
        /// Whether a system administrator did it.
        sys_admin: bool = default,
        /// Whether Atlassian did it.
        super_admin: bool = default,
        /// To what it was done.
        affected_object: Option<AffectedObject>,
        /// What became different.
        changed_values: Vec<ChangedValue> = default,
        /// What else was involved.
        associated_objects: Vec<AffectedObject> = default,
    }

    /// Something that was involved.
    pub struct AffectedObject {
        /// Its name.
        name: Option<String>,
        /// What it is.
        object_type: Option<String>,
    }

    /// Something that became different.
    pub struct ChangedValue {
        /// What.
        name: Option<String>,
        /// What it was.
        old_value: Option<String>,
        /// What it was, where that is not to be shown.
        hidden_old_value: Option<String>,
        /// What it is.
        new_value: Option<String>,
        /// What it is, where that is not to be shown.
        hidden_new_value: Option<String>,
    }

    /// How long the audit log is kept.
    pub struct RetentionPeriod {
        /// How many.
        number: Option<i64> = default,
        /// Of what.
        units: Option<TimeUnit>,
    }
}

bodies! {
    /// Something to add to the audit log.
    pub struct NewAuditRecord(
        /// From which address it was done.
        remote_address: String,
    ) {
        /// Who did it.
        author: NewAuditAuthor,
        /// When, in milliseconds since 1970; now by default.
        creation_date: i64,
        /// What, in short.
        summary: String,
        /// What, at length.
        description: String,
        /// What kind of thing.
        category: String,
        /// Whether a system administrator did it.
        sys_admin: bool,
        /// To what it was done.
        affected_object: NewAffectedObject,
        /// What became different.
        changed_values: Vec<NewChangedValue>,
        /// What else was involved.
        associated_objects: Vec<NewAffectedObject>,
    }

    /// Who did something.
    pub struct NewAuditAuthor(
        /// What they are.
        kind: SubjectType as "type" ["user"],
    ) {
        /// The name to show.
        display_name: String,
    }

    /// Something that was involved.
    pub struct NewAffectedObject(
        /// Its name and what it is.
        name: String,
        object_type: String,
    )

    /// Something that became different.
    pub struct NewChangedValue(
        /// What, what it was and what it is.
        name: String,
        old_value: String,
        new_value: String,
    ) {
        /// What it was, where that is not to be shown.
        hidden_old_value: String,
        /// What it is, where that is not to be shown.
        hidden_new_value: String,
    }

    /// How long the audit log shall be kept.
    pub struct NewRetentionPeriod(
        /// So many units.
        number: u32,
        units: TimeUnit,
    )
}
