//! Backups and restores.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{JobId, SpaceKey};
use crate::wire::timestamp::Timestamp;

open_enums! {
    /// What a job does.
    pub enum JobOperation {
        /// It writes a backup.
        Backup = "BACKUP",
        /// It restores from one.
        Restore = "RESTORE",
    }

    /// How much a job is about.
    pub enum JobScope {
        /// Some spaces.
        Space = "SPACE",
        /// All of the site.
        Site = "SITE",
    }

    /// How far a job has come.
    pub enum JobState {
        /// It waits.
        Queued = "QUEUED",
        /// It runs.
        Processing = "PROCESSING",
        /// It tidies up.
        Completing = "COMPLETING",
        /// It is done.
        Finished = "FINISHED",
        /// It is being stopped.
        Cancelling = "CANCELLING",
        /// It was stopped.
        Cancelled = "CANCELLED",
        /// It went wrong.
        Failed = "FAILED",
    }
}

models! {
    /// A backup or a restore.
    pub struct BackupJob {
        /// Its id.
        id: Option<JobId>,
        /// What it does.
        job_operation: Option<JobOperation>,
        /// How much it is about.
        job_scope: Option<JobScope>,
        /// How far it has come.
        job_state: Option<JobState>,
        /// When it was asked for.
        create_time: Option<Timestamp>,
        /// When it began.
        start_processing_time: Option<Timestamp>,
        /// When it ended.
        finish_processing_time: Option<Timestamp>,
        /// When it was stopped.
        cancel_time: Option<Timestamp>,
        /// What went wrong.
        error_message: Option<String>,
        /// Who asked for it.
        owner: Option<String>,
        /// Who stopped it.
        cancelled_by: Option<String>,
        /// The file that it writes or reads.
        file_name: Option<String>,
        /// The spaces that it is about, separated by commas.
        space_keys: Option<String>,
        /// When the file goes.
        file_delete_time: Option<Timestamp>,
        /// Whether the file is there.
        file_exists: bool = default,
        /// What was asked for.
        job_settings: Option<JobSettings>,
        /// How much of it is done.
        statistics: Option<JobStatistics>,
        /// How much of it is done, as some versions call it.
        job_statistics: Option<JobStatistics>,
    }

    /// What was asked of a backup or a restore.
    pub struct JobSettings {
        /// Whether attachments were left out.
        skip_attachments: bool = default,
        /// Whether the file stays for good.
        keep_permanently: bool = default,
        /// What the name of the file begins with.
        file_name_prefix: Option<String>,
        /// The spaces.
        space_keys: Vec<SpaceKey> = default,
        /// The file to restore from.
        file_name: Option<String>,
        /// The file to restore from, as it is asked for.
        requested_file: Option<String> as "filename",
        /// Whether the search index was left as it was.
        skip_reindex: bool = default,
    }

    /// How much of a job is done.
    pub struct JobStatistics {
        /// How many objects there are.
        total_objects_count: Option<i64> = default,
        /// How many were looked at.
        processed_objects_count: Option<i64> = default,
        /// How many were written.
        persisted_objects_count: Option<i64> = default,
        /// How many were left out.
        skipped_objects_count: Option<i64> = default,
        /// How many were there already.
        reused_objects_count: Option<i64> = default,
    }

    /// A backup that can be restored from.
    pub struct BackupFile {
        /// Its name.
        name: Option<String>,
        /// When it was written.
        creation_time: Option<String>,
        /// Its size in bytes.
        size: Option<u64> = default,
        /// How much it holds.
        job_scope: Option<JobScope>,
    }
}

bodies! {
    /// A backup of the site to write.
    pub struct SiteBackup {
        /// Whether to leave attachments out.
        skip_attachments: bool,
        /// Whether the file stays for good.
        keep_permanently: bool,
        /// What the name of the file begins with.
        file_name_prefix: String,
    }

    /// A backup of spaces to write.
    pub struct SpaceBackup(
        /// The spaces.
        space_keys: Vec<SpaceKey>,
    ) {
        /// Whether the file stays for good.
        keep_permanently: bool,
        /// What the name of the file begins with.
        file_name_prefix: String,
    }

    /// A backup of the site to restore from.
    pub struct SiteRestore(
        /// The file, in the server's folder for restores.
        file_name: String,
    ) {
        /// Whether to leave the search index as it is.
        skip_reindex: bool,
    }

    /// A backup of spaces to restore from.
    pub struct SpaceRestore(
        /// The file, in the server's folder for restores.
        file_name: String,
    ) {
        /// Whether to leave the search index as it is.
        skip_reindex: bool,
    }
}
