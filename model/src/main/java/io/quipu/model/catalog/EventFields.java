package io.quipu.model.catalog;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The fields of an event that say who did what, and when. */
@AutoValue
public abstract class EventFields implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The company whose event it is. */
  public abstract FieldPath company();

  /** The customer who acted; null if events name none. */
  public abstract @Nullable FieldPath customer();

  /**
   * The email address that identifies a customer without an id, normalized by {@link
   * io.quipu.model.text.EmailAddress}; null if events have none.
   */
  public abstract @Nullable FieldPath email();

  /** The kind of event. */
  public abstract FieldPath type();

  /** When it happened. */
  public abstract FieldPath time();

  public abstract TimeUnit timeUnit();

  /**
   * The event's id, which stays the same when the event is sent again; null if events have none.
   * {@link io.quipu.model.state.UniquenessPage#REMEMBERED_IDS} says how many ids are remembered.
   */
  public abstract @Nullable FieldPath id();

  public static Builder builder() {
    return new AutoValue_EventFields.Builder();
  }

  /** The default field names, with times in seconds; for tests and examples. */
  public static EventFields defaults() {
    return builder()
        .setCompany(FieldPath.of("company_id"))
        .setCustomer(FieldPath.of("customer_id"))
        .setType(FieldPath.of("type"))
        .setTime(FieldPath.of("timestamp"), TimeUnit.SECONDS)
        .build();
  }

  /** Sets the fields; customer, email and id are optional. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setCompany(FieldPath path);

    public abstract Builder setCustomer(@Nullable FieldPath path);

    public abstract Builder setEmail(@Nullable FieldPath path);

    public abstract Builder setType(FieldPath path);

    abstract Builder setTime(FieldPath path);

    abstract Builder setTimeUnit(TimeUnit unit);

    public Builder setTime(FieldPath path, TimeUnit unit) {
      return setTime(path).setTimeUnit(unit);
    }

    public abstract Builder setId(@Nullable FieldPath path);

    public abstract EventFields build();
  }
}
