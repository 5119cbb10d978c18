//! Instance metrics: how much content the server holds.

use crate::declare::endpoints;
use crate::models::dc::InstanceMetrics;

endpoints! { DataCenter:
    /// Returns the instance metrics: how much the server holds.
    fn get() -> InstanceMetrics = GetInstanceMetrics("index_1"): GET "/instance-metrics"
}
